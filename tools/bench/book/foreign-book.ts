/** A book that another device has written offline, with real keys: what the device under test is given. */
import { openBook } from '../../../src/book.ts';
import type { Identity } from '../../../src/book/identity.ts';
import { foundBook, storeFounded } from '../../../src/book/found.ts';
import { TABLES, type Tables } from '../../../src/book/tables.ts';
import { createDefinitions } from '../../../src/domain/catalogue.ts';
import { draftToLines } from '../../../src/events/lines.ts';
import { base64ToBytes, bytesToHex, type Bytes } from '../../../src/kernel/bytes.ts';
import type { CommandId, EpochId, EventName } from '../../../src/kernel/ids.ts';
import { sealSegment } from '../../../src/log/seal.ts';
import { systemClock, systemRandom } from '../../../src/platform/clock.ts';
import { createCrypto } from '../../../src/platform/crypto.ts';
import { createMemoryStore } from '../../../src/storage/memory-store.ts';
import { everywhere, work, type Habit } from './work.ts';

export interface ForeignBook {
  /** Of the device that wrote it. */
  readonly identity: Identity;
  /** Lets the device under test in. */
  readonly link: string;
  /** Genesis and invitation, then the events; in order. */
  readonly segments: readonly Bytes[];
  /** How many of them are control records. */
  readonly controls: number;
}

export interface Lines {
  readonly lines: readonly string[];
  readonly names: readonly EventName[];
}

export const newPorts = async () => ({
  crypto: await createCrypto(),
  clock: systemClock,
  random: systemRandom,
  definitions: createDefinitions({ actor: bytesToHex(systemRandom.bytes(16)) }),
  store: createMemoryStore<Tables>(TABLES),
});

export const RECORDS = 2_000;

/** A minute passes between two commands. */
const at = (index: number): string =>
  new Date(Date.UTC(2024, 0, 1) + index * 60_000).toISOString().replace('Z', '+01:00');

export const writeLines = async (events: number, habit: Habit = everywhere(RECORDS)): Promise<Lines> => {
  const { random, crypto } = await newPorts();
  const lines: string[] = [];
  const names: EventName[] = [];
  for (const { aggregate, draft, named } of work(habit)) {
    if (names.length === events) break;
    const command = bytesToHex(random.bytes(16)) as CommandId;
    const about = { aggregate, command, actor: 'Ann', at: at(names.length) };
    const { envelope, payload, name } = draftToLines(draft, about, random, crypto.sha256);
    named(name);
    lines.push(envelope, payload);
    names.push(name);
  }
  return { lines, names };
};

/** Every event is a command of its own; `perSegment` of them share a seal. */
export const writeBook = async (
  { lines, names }: Lines,
  perSegment: number,
  server = 'http://127.0.0.1:8787',
): Promise<ForeignBook> => {
  const ports = await newPorts();
  const { crypto, random, store } = ports;
  const founded = await foundBook(ports, {
    title: 'Bench',
    actor: 'Ann Miller',
    name: 'laptop',
    server,
  });
  await storeFounded(store, founded, ports);
  const { book, device, signing, epochs } = founded.identity;
  const epoch = book as EpochId;
  const founder = await openBook(ports, founded.identity);
  const { link } = await founder.invite('member');
  const start = await founder.log.collect({ after: [], unknownThere: [], budget: 1_000_000 });
  const segments = start.segments.map((segment) => segment.bytes);
  const controls = segments.length;
  let prev = (await founder.log.heads())[0]!.hash;
  for (let from = 0; from < names.length; from += perSegment) {
    const to = Math.min(names.length, from + perSegment);
    const sealed = await sealSegment(
      {
        kind: 'events',
        book,
        device,
        seq: controls + from + 1,
        commands: to - from,
        depth: controls + from + 1,
        context: [],
        prev,
        lines: lines.slice(2 * from, 2 * to),
        names: names.slice(from, to),
        epoch,
        key: base64ToBytes(epochs[epoch]!)!,
      },
      signing,
      crypto,
      random,
    );
    segments.push(sealed.bytes);
    prev = sealed.hash;
  }
  return { identity: founded.identity, link, segments, controls };
};
