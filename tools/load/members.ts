import { controlLines } from '../../src/book/control-records.ts';
import { foundBook } from '../../src/book/found.ts';
import type { Identity } from '../../src/book/identity.ts';
import { joinBook, type Ticket } from '../../src/book/invitation.ts';
import type { DeepHead } from '../../src/clock/head.ts';
import { bytesToBase64, type Bytes } from '../../src/kernel/bytes.ts';
import { sealSegment } from '../../src/log/seal.ts';
import { readStored, segmentToHead, type Segment } from '../../src/log/segment.ts';
import type { BookPorts } from '../../src/book/engine.ts';

type Makers = Omit<BookPorts, 'store'>;

/** A device of a book before it has met a server. */
export interface Member {
  readonly identity: Identity;
  /** The control records that show its membership, from the genesis on. */
  readonly proof: readonly Bytes[];
  /** Its log so far. */
  readonly log: readonly Segment[];
}

const VALID_UNTIL = '2999-01-01T00:00:00.000Z';

/** A new book of so many devices: its founder, and those that it has invited. */
export const foundMembers = async (
  devices: number,
  server: string,
  ports: Makers,
): Promise<readonly Member[]> => {
  const { identity, genesis } = await foundBook(ports, {
    title: 'Load',
    actor: 'Ann',
    name: 'device 1',
    server,
  });
  const log = [genesis];
  const guests: Member[] = [];
  for (let nth = 2; nth <= devices; nth++) {
    const { invitation, ticket } = await invite(identity, segmentToHead(log.at(-1)!), ports);
    log.push(invitation);
    const joined = await joinBook(ports, ticket, { actor: `Bob ${nth}`, name: `device ${nth}` });
    const enrolment = readStored(joined.enrolment.bytes, ports.crypto);
    const proof = [genesis, invitation, enrolment].map(({ bytes }) => bytes);
    guests.push({ identity: joined.identity, proof, log: [enrolment] });
  }
  return [{ identity, proof: [genesis.bytes], log }, ...guests];
};

const invite = async ({ book, device, signing, epochs, server }: Identity, at: DeepHead, ports: Makers) => {
  const { crypto, random } = ports;
  const key = await crypto.generateSigningKeys();
  const [publicKey, privateKey] = [bytesToBase64(key.publicKey), bytesToBase64(key.privateKey)];
  const payload = { key: publicKey, role: 'member', expires: VALID_UNTIL, note: '' };
  const sealed = await sealSegment(
    {
      kind: 'control',
      book,
      device,
      seq: at.seq + 1,
      commands: 1,
      depth: at.depth + 1,
      context: [],
      prev: at.hash,
      lines: controlLines('book.invite', payload, 'Ann', ports),
      epoch: '',
    },
    signing,
    crypto,
    random,
  );
  const invitation = readStored(sealed.bytes, crypto);
  const ticket: Ticket = {
    v: 1,
    server,
    book,
    title: 'Load',
    epochs,
    key: { public: publicKey, private: privateKey },
    invite: segmentToHead(invitation),
  };
  return { invitation, ticket };
};
