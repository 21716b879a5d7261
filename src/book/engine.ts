import type { DeepHead } from '../clock/head.ts';
import type { Aggregate } from '../aggregates/aggregate.ts';
import { StateSpent } from '../aggregates/fold.ts';
import type { Definitions } from '../domain/catalogue.ts';
import type { Event } from '../events/event.ts';
import { base64ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { AggregateId, BookId, DeviceId, EpochId, SegmentHash } from '../kernel/ids.ts';
import { createLru, type Lru } from '../kernel/lru.ts';
import type { Clock, Crypto, Random, SealingKeys, SigningKeys } from '../kernel/ports.ts';
import { createQueue, type Queue } from '../kernel/queue.ts';
import type { Link } from '../history/past.ts';
import type { Reading, Store, Writing } from '../kernel/store.ts';
import type { SegmentInfo } from '../log/admission.ts';
import { NOBODY, type Membership } from '../log/membership.ts';
import { EMPTY_TIP, type HeadRow, type Tip, type WaitingRow } from '../log/rows.ts';
import type { BookChange } from './change.ts';
import type { TableName, Tables } from './tables.ts';
import { isSameApp, toVersions, type Versions } from './versions.ts';

/** Who this device is in the book. */
export interface Identity {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly signing: SigningKeys;
  readonly sealing: SealingKeys;
  /** Book keys by epoch, base64url of 32 bytes. */
  readonly epochs: { readonly [epoch: EpochId]: string };
  /** Whom commands are recorded as. */
  readonly actor: string;
  readonly name: string;
  /** Origin of the sync server, for example `http://127.0.0.1:8787`; empty for none. */
  readonly server: string;
  /** What it was before it met its own key elsewhere (FK2), oldest first. */
  readonly former?: readonly FormerKeys[];
}

/** Keys given up: what was wrapped for the old device still opens, and its events are still the own ones. */
export interface FormerKeys {
  readonly device: DeviceId;
  /** Own events under these keys. */
  readonly seq: number;
  /** The segment that holds the last of them: the new log goes on from there. */
  readonly hash: SegmentHash;
  readonly signing: SigningKeys;
  readonly sealing: SealingKeys;
}

export interface BookPorts {
  readonly store: Store<Tables>;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: Random;
  readonly definitions: Definitions;
}

/** A segment as a link of its log. */
export interface SegmentLink extends Link {
  readonly segment: SegmentHash;
  readonly prev: SegmentHash | '';
}

/** All events of an aggregate, as it stood. */
export interface KnownStream {
  readonly aggregate: Aggregate;
  /** Those in the snapshot. */
  readonly older: readonly Event[];
  readonly events: readonly Event[];
}

/** What is held in memory of what is stored; all of it can be read again. */
export interface Cached {
  /** Changes when new keys are taken (FK2). */
  identity: Identity;
  tip: Tip;
  heads: readonly HeadRow[];
  membership: Membership;
  waiting: ReadonlyMap<SegmentHash, WaitingRow>;
  /** A rebuild is under way, here or in another window, or was cut off: rows are not to be believed. */
  isRebuilding: boolean;
  /** A segment of the own key came that was not sealed here: new keys are due (FK2). */
  isCopied: boolean;
  /** False until the rows are known to be made with this version's definitions (see upkeep.ts). */
  isUpToDate: boolean;
  /** It is this window that makes the rows anew. */
  isMaking: boolean;
  /** Since then another window has made them with those of another version of the app. */
  isOther: boolean;
}

/**
 * A book that is open on this device.
 *
 * 1. The database is the truth and the arbiter: every writing transaction compares the tip's version first, and when
 *    another window was there before, what is cached is read again and the work done over.
 * 2. One piece of work that writes runs at a time (`exclusive`). Where it meets rows that another window is making anew
 *    it is given up, waits for them, and is done over.
 * 3. `emit` comes after the commit it speaks of.
 */
export interface Engine {
  readonly ports: BookPorts;
  readonly identity: Identity;
  readonly exclusive: Queue;
  /** Waits until no window makes rows anew, and finishes what one has left half done. */
  standBy: () => Promise<void>;
  readonly cached: Cached;
  readonly aggregates: Lru<AggregateId, Aggregate>;
  readonly infos: Lru<SegmentHash, SegmentInfo>;
  /** What headers say of what came before, for walks down the logs. */
  readonly links: Lru<SegmentHash, SegmentLink>;
  /** Whole streams looked at lately. */
  readonly streams: Lru<AggregateId, KnownStream>;
  /** Events of segments opened lately: a late arrival reads the same ones for many aggregates. */
  readonly opened: Lru<SegmentHash, readonly Event[]>;
  /** Aggregates whose state broke under an event that it was thought to take: their streams are folded whole. */
  readonly suspects: Set<AggregateId>;
  readonly listeners: Set<(change: BookChange) => void>;
}

export const createEngine = (ports: BookPorts, identity: Identity): Engine => {
  const cached: Cached = {
    identity,
    tip: EMPTY_TIP,
    heads: [],
    membership: NOBODY,
    waiting: new Map(),
    isRebuilding: false,
    isMaking: false,
    isCopied: false,
    isUpToDate: false,
    isOther: false,
  };
  const engine: Engine = {
    ports,
    cached,
    get identity() {
      return cached.identity;
    },
    exclusive: onStandingRows(() => engine.standBy()),
    standBy: () =>
      Promise.reject(new Error('Broken invariant: a book is opened before anybody waits for it.')),
    aggregates: createLru(512),
    infos: createLru(50_000),
    links: createLru(50_000),
    streams: createLru(4),
    opened: createLru(64),
    suspects: new Set(),
    listeners: new Set(),
  };
  return engine;
};

/** Another window is making the rows anew: what is there now is no ground for anything. */
export class RowsInTheMaking extends Error {}

const onStandingRows = (standBy: () => Promise<void>): Queue => {
  const queue = createQueue();
  const add = async <T>(task: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await queue(task);
      } catch (error) {
        if (!(error instanceof RowsInTheMaking)) throw error;
      }
      await standBy();
    }
  };
  return Object.assign(add, { waiting: () => queue.waiting() });
};

/** Throws where rows are being made by another window, as far as this one knows. */
export const expectStandingRows = ({ cached }: Engine): void => {
  if (cached.isRebuilding && !cached.isMaking) throw new RowsInTheMaking();
};

/** What rows are made with here and now. */
export const versionsOf = ({ ports, identity }: Engine): Versions =>
  toVersions(ports.definitions, Object.keys(identity.epochs));

export const emit = (engine: Engine, change: BookChange): void => {
  for (const listener of engine.listeners) listener(change);
};

/** Reads again what is cached; what aggregates were known may be old too. */
export const refresh = async (engine: Engine): Promise<void> => {
  const rows = await engine.ports.store.read(['meta', 'heads', 'waiting'], async (tx) => ({
    tip: await tx.get('meta', 'tip'),
    membership: await tx.get('meta', 'membership'),
    heads: await tx.range('heads'),
    rebuilding: await tx.get('meta', 'rebuilding'),
    identity: await tx.get('meta', 'identity'),
    copied: await tx.get('meta', 'copied'),
    versions: await tx.get('meta', 'versions'),
    waiting: await tx.range('waiting'),
  }));
  engine.cached.tip = (rows.tip?.value as Tip | undefined) ?? EMPTY_TIP;
  engine.cached.membership = (rows.membership?.value as Membership | undefined) ?? NOBODY;
  engine.cached.isRebuilding = rows.rebuilding !== undefined;
  engine.cached.isCopied = rows.copied !== undefined;
  engine.cached.identity = (rows.identity?.value as Identity | undefined) ?? engine.cached.identity;
  engine.cached.isOther =
    engine.cached.isUpToDate && !isSameApp(rows.versions?.value as Versions, versionsOf(engine));
  engine.cached.heads = rows.heads;
  engine.cached.waiting = new Map(rows.waiting.map((row) => [row.hash, row]));
  engine.aggregates.clear();
};

export const OTHER_VERSION =
  'Another window runs another version of the app, and has made the lists anew. Reload this window.';

/**
 * Writes if no other window has written since the cache was read; else, or where a fold in `body` has to be made in
 * another way, answers false, with the cache made new. The tip is part of every writing transaction, so IndexedDB
 * serialises them all.
 */
export const writeIfCurrent = async (
  engine: Engine,
  tables: readonly TableName[],
  tip: Omit<Tip, 'version'>,
  body: (tx: Writing<Tables>) => Promise<void>,
): Promise<boolean> => {
  if (engine.cached.isOther) throw new Error(OTHER_VERSION);
  expectStandingRows(engine);
  const { version } = engine.cached.tip;
  const next: Tip = { ...tip, version: version + 1 };
  const write = engine.ports.store.write([...new Set<TableName>(['meta', ...tables])], async (tx) => {
    if ((await storedVersion(tx)) !== version) return false;
    await tx.put('meta', [{ key: 'tip', value: next }]);
    await body(tx);
    return true;
  });
  const written = await write.catch((error: unknown) => {
    engine.aggregates.clear(); // A fold that was not stored may have used up the states before it (Automerge).
    if (error instanceof StateSpent) return false; // It is folded another way next time.
    throw error;
  });
  if (written) engine.cached.tip = next;
  else await refresh(engine);
  return written;
};

/** Reads again what is cached where another window has written: for work that rests on the newest of the own log. */
export const catchUp = async (engine: Engine): Promise<void> => {
  const version = await engine.ports.store.read(['meta'], storedVersion);
  if (version !== engine.cached.tip.version) await refresh(engine);
};

const storedVersion = async (tx: Reading<Tables>): Promise<number> =>
  ((await tx.get('meta', 'tip'))?.value as Tip | undefined)?.version ?? 0;

export const epochKey = ({ identity }: Engine, epoch: EpochId | ''): Bytes | undefined =>
  epoch !== '' && Object.hasOwn(identity.epochs, epoch) ? base64ToBytes(identity.epochs[epoch]!) : undefined;

export const rowToHead = ({ device, seq, hash, depth }: HeadRow | DeepHead): DeepHead => ({
  device,
  seq,
  hash,
  depth,
});
