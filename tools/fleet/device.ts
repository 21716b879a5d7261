import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { openBook, type Book } from '../../src/book.ts';
import { foundBook, storeFounded } from '../../src/book/found.ts';
import { joinBook, linkToTicket, storeJoined } from '../../src/book/invitation.ts';
import type { BookPorts } from '../../src/book/engine.ts';
import type { Identity } from '../../src/book/identity.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import type { Store } from '../../src/kernel/store.ts';
import type { Tables } from '../../src/book/tables.ts';
import { systemClock, systemRandom } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { openBookStore } from '../../src/storage/book-stores.ts';

/** A device with a database of its own, under the code of the app. */
export interface Device {
  readonly name: string;
  readonly book: Book;
  readonly store: Store<Tables>;
}

const crypto = await createCrypto();

export const randomId = (): string => bytesToHex(systemRandom.bytes(16));

const makers = (): Omit<BookPorts, 'store'> => ({
  crypto,
  clock: systemClock,
  random: systemRandom,
  definitions: createDefinitions({ actor: randomId() }),
});

const openDevice = async (
  name: string,
  ports: Omit<BookPorts, 'store'>,
  identity: Identity,
  prepare: (store: Store<Tables>) => Promise<void>,
): Promise<Device> => {
  const lost = () => {
    throw new Error(`The database of ${name} was closed from outside.`);
  };
  // fake-indexeddb is the platform's interface in every way that is used here; its types are its own.
  const platform = { indexedDB: new IDBFactory() as never, IDBKeyRange: IDBKeyRange as never };
  const store = await openBookStore(identity.book as BookId, lost, platform);
  await prepare(store);
  return { name, store, book: await openBook({ ...ports, store }, identity) };
};

export const foundDevice = async (name: string, server: string): Promise<Device> => {
  const ports = makers();
  const founded = await foundBook(ports, { title: 'Fleet', actor: name, name, server });
  return openDevice(name, ports, founded.identity, (store) => storeFounded(store, founded, ports));
};

/** Joins by a link of `host`; the enrolment stands once the book has arrived. */
export const joinDevice = async (name: string, host: Device): Promise<Device> => {
  const { link } = await host.book.invite('member');
  const ticket = linkToTicket(link);
  if (!ticket.ok) throw new Error(ticket.error.message);
  const ports = makers();
  const joined = await joinBook(ports, ticket.value, { actor: name, name });
  return openDevice(name, ports, joined.identity, (store) => storeJoined(store, joined, ticket.value));
};
