/** Whole engines over stores in memory, and the ways by which segments get from one to the other. */
import { openBook, type Book } from '../../src/book.ts';
import type { BookPorts } from '../../src/book/engine.ts';
import type { Identity } from '../../src/book/identity.ts';
import { foundBook, storeFounded } from '../../src/book/found.ts';
import { joinBook, linkToTicket, storeJoined, type Ticket } from '../../src/book/invitation.ts';
import { TABLES, type Tables } from '../../src/book/tables.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import { bytesToHex, type Bytes } from '../../src/kernel/bytes.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { Store } from '../../src/kernel/store.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import type { Role } from '../../src/log/control.ts';
import { createMemoryStore } from '../../src/storage/memory-store.ts';
import { breakableStore, type Breakable } from './breakable-store.ts';
import { seededRandom, steppingClock, withSeededKeys } from './seeded.ts';

export interface Device {
  readonly book: Book;
  readonly ports: BookPorts;
  readonly identity: Identity;
  readonly store: Breakable<Tables>;
  /** 32 hex digits, new at each call. */
  newId(): string;
}

export const createPorts = async (seed: string, store: Store<Tables> = createMemoryStore<Tables>(TABLES)) => {
  const random = seededRandom(seed);
  const crypto = withSeededKeys(await createCrypto(), random);
  const definitions = createDefinitions({ actor: bytesToHex(random.bytes(16)) });
  return { crypto, random, clock: steppingClock(), definitions, store: breakableStore(store) };
};

const opened = async (
  ports: Awaited<ReturnType<typeof createPorts>>,
  identity: Identity,
): Promise<Device> => ({
  ports,
  identity,
  store: ports.store,
  book: await openBook(ports, identity),
  newId: () => bytesToHex(ports.random.bytes(16)),
});

export const foundDevice = async (seed = 'founder', server = 'http://127.0.0.1:8787'): Promise<Device> => {
  const ports = await createPorts(seed);
  const founded = await foundBook(ports, {
    title: 'Bridges',
    actor: 'Ada',
    name: 'laptop',
    server,
  });
  await storeFounded(ports.store, founded, ports);
  return opened(ports, founded.identity);
};

export const ticketOf = async (host: Device, role: Role = 'member'): Promise<Ticket> => {
  const ticket = linkToTicket((await host.book.invite(role)).link);
  if (!ticket.ok) throw new Error(ticket.error.message);
  return ticket.value;
};

/** Has a device that joins; devices of one seed have one key. */
export const joinWith = async (ticket: Ticket, seed: string): Promise<Device> => {
  const ports = await createPorts(seed);
  const joined = await joinBook(ports, ticket, { actor: seed, name: seed });
  await storeJoined(ports.store, joined, ticket);
  return opened(ports, joined.identity);
};

/** One more device of the book, which has not heard of anything yet. */
export const inviteDevice = async (host: Device, seed: string): Promise<Device> =>
  joinWith(await ticketOf(host), seed);

/** As many devices as a test says: each can be named. */
type Devices<Count extends number, Made extends Device[] = []> = number extends Count
  ? Device[]
  : Made['length'] extends Count
    ? Made
    : Devices<Count, [...Made, Device]>;

/** Devices that know of one another, the founder first. */
export const createDevices = async <Count extends number>(
  count: Count,
  seed = 'device',
): Promise<Devices<Count>> => {
  const devices = [await foundDevice(`${seed} 0`)];
  for (let i = 1; i < count; i++) devices.push(await inviteDevice(devices[0]!, `${seed} ${i}`));
  await syncAll(devices);
  return devices as Devices<Count>;
};

/** Opens the device's store once more: another window, or the next start. */
export const openAgain = async (device: Device, changed: Partial<BookPorts> = {}): Promise<Device> => {
  const ports = { ...device.ports, store: device.store, ...changed } as Awaited<
    ReturnType<typeof createPorts>
  >;
  return { ...(await opened(ports, device.identity)), newId: device.newId };
};

/** A copy of the whole profile, as a backup that is restored or a cloned disk: same keys, same pending commands. */
export const cloneDevice = async (device: Device, seed: string): Promise<Device> => {
  const ports = await createPorts(seed);
  const names = Object.keys(TABLES) as (keyof Tables)[];
  for (const name of names) {
    const rows = await device.store.read([name], (tx) => tx.range(name));
    await ports.store.write([name], (tx) => tx.put(name, rows as never));
  }
  return opened(ports, device.identity);
};

/** Every segment of the device's log and of those it knows, each after what it depends on. */
export const segmentsOf = async ({ book }: Device): Promise<readonly Bytes[]> => {
  const { segments } = await book.log.collect({ after: [], unknownThere: [], budget: Infinity });
  return segments.map((segment) => segment.bytes);
};

/** Gives `to` all that it lacks. */
export const deliver = async (from: Device, to: Device): Promise<void> => {
  await from.book.seal();
  const unknownThere: never[] = [];
  for (let turn = 0; turn < 1000; turn++) {
    const after = await to.book.log.heads();
    const { segments, more } = await from.book.log.collect({ after, unknownThere, budget: 1 << 20 });
    if (segments.length > 0) await to.book.log.take(segments.map((segment) => segment.bytes));
    if (!more || segments.length === 0) return;
  }
  throw new Error('There is always more to deliver.');
};

/** Everything to everyone, forked logs too: whole logs are sent, as from a stick. */
export const syncAll = async (devices: readonly Device[]): Promise<void> => {
  for (const { book } of devices) await book.seal();
  for (let round = 0; round < 2; round++) {
    for (const from of devices) {
      const all = await segmentsOf(from);
      for (const to of devices) if (to !== from) await to.book.log.take(all);
    }
    for (const { book } of devices) await book.seal();
  }
};

/** Executes a command that must succeed. */
export const run = async ({ book, newId }: Device, type: string, aggregate: string, rest: object = {}) => {
  const done = await book.execute({ id: newId(), type, aggregate, ...rest });
  if (!done.ok) throw new Error(`${type}: ${done.error.code} ${done.error.message}`);
  return done.value;
};

export const stateOf = async ({ book }: Device, id: string): Promise<RecordState> =>
  (await book.aggregate(id as AggregateId)).folded.state as RecordState;

/** The rows of the conflicts that are open there. */
export const conflictsOf = ({ store }: Device) => store.read(['conflicts'], (tx) => tx.range('conflicts'));

export const hashesOf = (devices: readonly Device[]): Promise<readonly string[]> =>
  Promise.all(devices.map(({ book }) => book.stateHash()));
