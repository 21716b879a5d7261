import type { BookNews, SyncStatus } from '../../../src/book/api.ts';
import { openSession, type OpenSession } from '../../../src/book/open-session.ts';
import type { BookPorts } from '../../../src/book/engine.ts';
import type { Identity } from '../../../src/book/identity.ts';
import type { ServicePorts } from '../../../src/book/service-ports.ts';
import type { Tables } from '../../../src/book/tables.ts';
import { bytesToHex } from '../../../src/kernel/bytes.ts';
import type { Crypto, Random, Timers } from '../../../src/kernel/ports.ts';
import type { Store } from '../../../src/kernel/store.ts';
import { runTransaction, type Connection } from '../../../src/storage/transactions.ts';
import type { Dice } from './dice.ts';
import { startProcess, type Process } from './process.ts';
import type { Profile } from './profile.ts';
import { releaseToDefinitions } from './software.ts';
import type { Time } from './time.ts';

/** A window of a profile: a process with an engine in it. */
export interface Window {
  readonly process: Process;
  readonly dice: Dice;
  /** Undefined until the book is open. */
  session: OpenSession | undefined;
  /** What its pill shows. */
  status: SyncStatus['state'] | undefined;
  /** Whether that is true is about to be looked at. */
  isJudged: boolean;
}

export interface WindowPorts {
  readonly time: Time;
  readonly toCrypto: (random: Random) => Crypto;
  readonly onNews: (profile: Profile, window: Window, news: BookNews) => void;
  /** Opening the book failed: the disk was full, or there is a bug. */
  readonly onFailed: (profile: Profile, window: Window, error: unknown) => void;
}

/** The real adapter over a virtual database. */
export const connectionToStore = (connection: Connection): Store<Tables> => ({
  read: (names, body) => runTransaction(connection, 'readonly', names, body),
  write: (names, body) => runTransaction(connection, 'readwrite', names, body),
  close: () => undefined,
});

export const makersOf = (
  profile: Profile,
  dice: Dice,
  toCrypto: WindowPorts['toCrypto'],
): Omit<BookPorts, 'store'> => ({
  crypto: toCrypto(dice),
  clock: profile.clock,
  random: dice,
  definitions: releaseToDefinitions(profile.release, bytesToHex(dice.bytes(16))),
});

/** Opens the book that is on the profile's disk, as the app does at its start. */
export const openWindow = (profile: Profile, ports: WindowPorts): Window => {
  const process = startProcess(`${profile.name}.${profile.windows.length}`);
  const dice = profile.dice.named(`window ${profile.opened++}`);
  const store = connectionToStore(profile.disk.connect(process));
  const timers: Timers = {
    after: (milliseconds, task) => ports.time.after(milliseconds, () => process.isAlive && task()),
  };
  const makers = makersOf(profile, dice, ports.toCrypto);
  const service: ServicePorts = {
    ...makers,
    timers,
    transport: profile.link.transport(process),
    windows: profile.locks.windows(process),
    registry: undefined as never,
    openStore: () => Promise.resolve(store),
  };
  const window: Window = { process, dice, session: undefined, status: undefined, isJudged: false };
  profile.windows.push(window);
  openSession(service, makers, store, profile.identity() as Identity, (news) => {
    if (news.type === 'status') window.status = news.status.state;
    ports.onNews(profile, window, news);
  }).then(
    (session) => {
      window.session = session;
    },
    (error: unknown) => ports.onFailed(profile, window, error),
  );
  return window;
};

/** Closes a window, as a person does: what it had under way comes to its end. */
export const closeWindow = (profile: Profile, window: Window): void => {
  window.session?.close();
  killWindow(profile, window, false);
};

export const killWindow = (profile: Profile, window: Window, isPowerGone: boolean): void => {
  window.process.isAlive = false;
  profile.windows = profile.windows.filter((one) => one !== window);
  profile.disk.kill(isPowerGone);
  profile.locks.pass();
};
