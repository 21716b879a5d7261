import { openBook } from '../../../src/book.ts';
import { joinBook, linkToTicket, storeJoined } from '../../../src/book/invitation.ts';
import { assert } from '../../../src/kernel/result.ts';
import { newPorts, type ForeignBook } from './foreign-book.ts';

/** The state hash of the book, folded here in memory: what every other way must give. */
export const expectedOf = async ({ link, segments }: ForeignBook): Promise<string> => {
  const ports = await newPorts();
  const ticket = linkToTicket(link);
  assert(ticket.ok, 'a link just made can be read');
  const joined = await joinBook(ports, ticket.value, { actor: 'Eve', name: 'check' });
  await storeJoined(ports.store, joined, ticket.value);
  const book = await openBook(ports, joined.identity);
  const { refused } = await book.log.take(segments);
  assert(refused.length === 0, 'a book written for a benchmark keeps the rules');
  return book.stateHash();
};
