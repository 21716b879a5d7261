import type { DeepHead } from '../clock/head.ts';
import type { Aggregate } from '../aggregates/aggregate.ts';
import type { Definitions } from '../domain/catalogue.ts';
import type { Event } from '../events/event.ts';
import { base64ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { AggregateId, DeviceId, EpochId, SegmentHash } from '../kernel/ids.ts';
import type { BranchedLog } from './branched-log.ts';
import { createLru, type Lru } from '../kernel/lru.ts';
import type { Clock, Crypto, Random } from '../kernel/ports.ts';
import type { Queue } from '../kernel/queue.ts';
import type { Link } from '../history/past.ts';
import type { Store } from '../kernel/store.ts';
import type { SegmentInfo } from '../log/admission.ts';
import type { HeadRow } from '../log/rows.ts';
import { cacheOf, type Cached } from './cached.ts';
import type { BookChange } from './change.ts';
import type { Identity } from './identity.ts';
import { onStandingRows } from './standing-rows.ts';
import type { Tables } from './tables.ts';
import { toVersions, type Versions } from './versions.ts';

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
  /** The start of the log that a segment is on, where the log has several. */
  readonly roots: Lru<SegmentHash, SegmentHash>;
  /** Logs with several branches, or that another device has refused something of. */
  readonly branchedLogs: Lru<DeviceId, BranchedLog>;
  /** Whole streams looked at lately. */
  readonly streams: Lru<AggregateId, KnownStream>;
  /** Events of segments opened lately: a late arrival reads the same ones for many aggregates. */
  readonly opened: Lru<SegmentHash, readonly Event[]>;
  /** Aggregates whose state broke under an event that it was thought to take: their streams are folded whole. */
  readonly suspects: Set<AggregateId>;
  readonly listeners: Set<(change: BookChange) => void>;
}

/** Of some kilobytes at most, as a rule half of one: as many as a file holds of what was imported before. */
const STREAM_EVENTS = 20_000;

/** Of half a kilobyte each. */
const BRANCHED_SEGMENTS = 50_000;

export const createEngine = (ports: BookPorts, identity: Identity): Engine => {
  const cached = cacheOf(identity);
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
    roots: createLru(10_000),
    branchedLogs: createLru(BRANCHED_SEGMENTS, ({ placements }) => 1 + placements.length),
    streams: createLru(STREAM_EVENTS, ({ events }) => 1 + events.length),
    opened: createLru(64),
    suspects: new Set(),
    listeners: new Set(),
  };
  return engine;
};

/** What rows are made with here and now. */
export const versionsOf = ({ ports, identity }: Engine): Versions =>
  toVersions(ports.definitions, Object.keys(identity.epochs));

export const emit = (engine: Engine, change: BookChange): void => {
  for (const listener of engine.listeners) listener(change);
};

export const epochKey = ({ identity }: Engine, epoch: EpochId | ''): Bytes | undefined =>
  epoch !== '' && Object.hasOwn(identity.epochs, epoch) ? base64ToBytes(identity.epochs[epoch]!) : undefined;

export const rowToHead = ({ device, seq, hash, depth }: HeadRow | DeepHead): DeepHead => ({
  device,
  seq,
  hash,
  depth,
});
