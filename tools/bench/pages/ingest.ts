import { openBook, type Book } from '../../../src/book.ts';
import type { BookPorts } from '../../../src/book/engine.ts';
import { joinBook, linkToTicket, storeJoined } from '../../../src/book/invitation.ts';
import { registerBook } from '../../../src/book/registry.ts';
import { createDefinitions } from '../../../src/domain/catalogue.ts';
import { bytesToHex } from '../../../src/kernel/bytes.ts';
import type { BookId } from '../../../src/kernel/ids.ts';
import { runToSegments } from '../../../src/log/run.ts';
import { systemClock, systemRandom } from '../../../src/platform/clock.ts';
import { createCrypto } from '../../../src/platform/crypto.ts';
import { openBookStore, openRegistry } from '../../../src/storage/book-stores.ts';
import type { BenchWorker } from './bench-page.ts';
import { bulkAdd } from './bulk-add.ts';
import { fetchData } from './fetch-data.ts';

let ports: BookPorts;
let book: Book;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

export const benchWorker: BenchWorker = {
  join: async (link) => {
    const ticket = linkToTicket(link);
    if (!ticket.ok) throw new Error(ticket.error.message);
    const id = ticket.value.book as BookId;
    ports = {
      crypto: await createCrypto(),
      clock: systemClock,
      random: systemRandom,
      definitions: createDefinitions({ actor: bytesToHex(systemRandom.bytes(16)) }),
      store: await openBookStore(id, () => undefined),
    };
    const joined = await joinBook(ports, ticket.value, { actor: 'Bob', name: 'phone' });
    // No server: nothing but the benchmark is to happen when the app opens this book.
    const identity = { ...joined.identity, server: '' };
    await storeJoined(ports.store, { ...joined, identity }, ticket.value);
    await registerBook(await openRegistry(), { book: id, title: ticket.value.title });
    book = await openBook(ports, identity);
  },
  take: async (name) => {
    const run = runToSegments(await fetchData(name));
    if (!run.ok) throw new Error(run.error.message);
    return timed(async () => {
      const { refused, held } = await book.log.take(run.value);
      if (refused.length > 0 || held > 0)
        throw new Error(`Not taken: ${refused[0]?.failure.message ?? `${held} held`}`);
    });
  },
  rebuild: () => timed(() => book.rebuild(() => undefined)),
  stateHash: () => book.stateHash(),
  bulkAdd,
};
