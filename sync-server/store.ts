import type { DeepHead, Head } from '../src/clock/head.ts';
import type { Bytes } from '../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../src/kernel/ids.ts';
import type { Failure, Result } from '../src/kernel/result.ts';
import type { SegmentInfo } from '../src/log/admission.ts';
import type { Ruling } from './rulings/ruling.ts';
import type { Outgoing } from '../src/sync/log-port.ts';

export interface StoredSegment extends SegmentInfo {
  readonly prev: SegmentHash | '';
  readonly firstDepth: number;
  readonly isControl: boolean;
  /** Its own signature has been checked, not only that of a segment that stands on it. */
  readonly isVerified: boolean;
  readonly bytes: Bytes;
  /** The device's Ed25519 public key, with the first segment of a log. */
  readonly key?: Bytes;
}

/** What is wanted of one device's log: what comes after a seq, or, of one with branches or gaps, all but some of it. */
export type LogPart =
  | { readonly device: DeviceId; readonly afterSeq: number }
  | { readonly device: DeviceId; readonly except: ReadonlySet<SegmentHash> };

export interface Page {
  readonly segments: readonly (Outgoing & { readonly isVerified: boolean })[];
  readonly more: boolean;
}

/** Nothing was written, nothing is lost, and trying again later can help. */
export type StoreFailure = Failure<'disk-full' | 'book-full' | 'book-blocked' | 'book-deleted'>;

/** One book within a transaction, which no other changes meanwhile: sees what was written before, in this one too. */
export interface BookWriting {
  /** Where the logs of these devices end; left out: all logs of the book. */
  heads(devices?: readonly DeviceId[]): Promise<readonly DeepHead[]>;
  /** Those that are here as they are named: the end of a segment of this hash, at this seq, in this device's log. */
  known(names: readonly Head[]): Promise<readonly DeepHead[]>;
  /** All of a transaction at once. Each takes the place of its predecessor among the heads, if that is one. */
  add(segments: readonly StoredSegment[]): Promise<void>;
  /** Of all segments that were added. */
  bytes(): Promise<number>;
  /** How many control segments were added. */
  countControls(): Promise<number>;
  /** The device that used the invitation first: this one, if there is none yet. */
  useInvitation(invitation: SegmentHash, device: DeviceId): Promise<DeviceId>;
}

/** What a store that several nodes write to tells each of the others' writes. */
export interface Sharing {
  /** Hears of books that another node has written to. A hint: it may be lost, which costs time and nothing else. */
  hear(changed: (book: BookId) => void): void;
  /** 32 bytes that all nodes know, and nobody else. */
  secret(): Promise<Bytes>;
  /** A number for each of these books that grows with every write, whoever made it. */
  revisions(books: readonly BookId[]): Promise<ReadonlyMap<BookId, number>>;
}

/**
 * Where the server keeps the logs of all books.
 *
 * 1. `write` is serialisable for its book, and resolves once its changes are on disk. Writes of one book resolve in
 *    the order in which they took effect.
 * 2. A body touches nothing but its transaction: it may be run again.
 * 3. Everything else reads only what is on disk.
 * 4. A book that is blocked or deleted is not written to, from the moment that this is ruled.
 * 5. A disk that is full fails the write; a disk that is broken ends the process, because what a failed fsync has left
 *    behind is unknown, and the same fsync tried again may lie.
 */
export interface Store {
  heads(book: BookId): Promise<readonly DeepHead[]>;
  /** The device's Ed25519 public key, from the first segment of its log. */
  key(book: BookId, device: DeviceId): Promise<Bytes | undefined>;
  /** As within a transaction. */
  known(book: BookId, names: readonly Head[]): Promise<readonly DeepHead[]>;
  /** The control segments, in order of first depth, then device, then hash. */
  controls(book: BookId): Promise<readonly Bytes[]>;
  /** A whole log by its links, for telling its branches apart. */
  links(book: BookId, device: DeviceId): Promise<ReadonlyMap<SegmentHash, SegmentHash | ''>>;
  /** In order of first depth, then device, then hash; at least one segment, however small the budget in bytes. */
  page(book: BookId, parts: readonly LogPart[], budget: number): Promise<Page>;
  write<T>(book: BookId, body: (tx: BookWriting) => Promise<T>): Promise<Result<T, StoreFailure>>;
  /** Writes that wait for a commit, or for the end of one. */
  queued(): number;
  /** Of those books for which anything is ruled. Whoever runs the server may rule at any time, beside it. */
  rulings(): Promise<ReadonlyMap<BookId, Ruling>>;
  /** There where others may write too. */
  readonly sharing?: Sharing;
  /** After `disk-full`: would a write find room now? Keeps nothing. */
  hasRoom(): Promise<boolean>;
  /** Rejects when the store does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}
