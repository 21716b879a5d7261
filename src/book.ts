import type { Head } from './clock/head.ts';
import type { Bytes } from './kernel/bytes.ts';
import type { AggregateId } from './kernel/ids.ts';
import type { Failure, Result } from './kernel/result.ts';
import type { Aggregate } from './aggregates/aggregate.ts';
import type { BookChange } from './book/change.ts';
import { collectMissing } from './book/collect.ts';
import { refresh } from './book/current.ts';
import { createEngine, type BookPorts, type Engine } from './book/engine.ts';
import type { Identity } from './book/identity.ts';
import { enrolmentsOf, type EnrolmentInfo } from './book/enrolments.ts';
import { execute, isEnrolled } from './book/execute.ts';
import { hashState } from './book/hash-state.ts';
import { bookHistory, type BookHistory } from './book/history.ts';
import { inviteDevice } from './book/invitation.ts';
import { isOwnLogEnrolled } from './book/roots.ts';
import { loadAggregate } from './book/load.ts';
import { membershipProof } from './book/membership-proof.ts';
import { takeNewKeys } from './book/new-keys.ts';
import { rebuild, rebuildAndCompare } from './book/rebuild.ts';
import type { Rebuilt } from './book/rebuilt.ts';
import { sealPending } from './book/sealing.ts';
import { takeSegments } from './book/take.ts';
import { bringUpToDate } from './book/upkeep.ts';
import type { Dispatched } from './commands/dispatch.ts';
import type { Role } from './log/control.ts';
import type { Membership } from './log/membership.ts';
import type { LogPort } from './sync/log-port.ts';

/** A book that is open: commands in, changes out, and its log for whoever carries it. */
export interface Book {
  /** Changes when new keys are taken (FK2). */
  readonly identity: Identity;
  readonly log: LogPort;
  execute(command: unknown): Promise<Result<Dispatched, Failure>>;
  /** The newest state, own pending commands included. */
  aggregate(id: AggregateId): Promise<Aggregate>;
  /** The book as it was, and back to that. */
  readonly history: BookHistory;
  membership(): Membership;
  /** How each device came in. */
  enrolments(): Promise<readonly EnrolmentInfo[]>;
  /** Own events that no segment holds yet. */
  pending(): number;
  /** Own events recorded, those under former keys too (FK2). */
  recorded(): number;
  /** False while the own enrolment waits for the book to arrive. */
  isEnrolled(): boolean;
  seal(): Promise<void>;
  /** Of a book that `mayInvite`. */
  invite(role: Role): Promise<{ readonly link: string; readonly expires: string }>;
  /** Would anybody be let in by an invitation on this device's log (ME1)? */
  mayInvite(): Promise<boolean>;
  /** All derived rows made again from the segments; `onProgress` from 0 to 1. */
  rebuild(onProgress: (done: number) => void): Promise<Rebuilt>;
  /** Hash over the whole state (ST1). */
  stateHash(): Promise<string>;
  proof(): Promise<readonly Bytes[]>;
  /** Called after each commit. The returned function ends it. */
  subscribe(listener: (change: BookChange) => void): () => void;
  /** Another window has written: what is cached is read again. */
  refresh(): Promise<void>;
  close(): void;
}

/** Runs work that makes rows anew: of all windows of the profile, one at a time. */
export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/** Opens a stored book, whose rows are first brought to what this version makes of the log: `onProgress` 0 to 1. */
export const openBook = async (
  ports: BookPorts,
  identity: Identity,
  onProgress: (done: number) => void = () => undefined,
  alone: Alone = (work) => work(),
): Promise<Book> => {
  const engine = createEngine(ports, identity);
  engine.standBy = () =>
    alone(async () => {
      await engine.exclusive(() => refresh(engine));
      if (engine.cached.isRebuilding) await rebuild(engine, onProgress);
    });
  await alone(async () => {
    await refresh(engine);
    await bringUpToDate(engine, onProgress);
  });
  // Where it fails (a full disk) it stays due, and the book can be read: the next seal or segment tries again.
  if (engine.cached.isCopied) await takeNewKeys(engine).catch(() => refresh(engine));
  return {
    get identity() {
      return engine.identity;
    },
    log: {
      heads: async () => heads(engine),
      collect: (missing) => collectMissing(engine, missing),
      take: async (segments) => {
        const taken = await takeSegments(engine, segments);
        if (engine.cached.isCopied) await takeNewKeys(engine);
        return taken;
      },
    },
    execute: (command) => engine.exclusive(() => execute(engine, command)),
    aggregate: (id) => engine.exclusive(() => loadAggregate(engine, id)),
    history: bookHistory(engine),
    membership: () => engine.cached.membership,
    enrolments: () => enrolmentsOf(engine),
    pending: () => engine.cached.tip.seq - (engine.cached.tip.sealed?.seq ?? 0),
    recorded: () => (engine.identity.former ?? []).reduce((sum, { seq }) => sum + seq, engine.cached.tip.seq),
    isEnrolled: () => isEnrolled(engine),
    seal: async () => {
      await sealPending(engine);
      if (engine.cached.isCopied) await takeNewKeys(engine);
    },
    invite: (role) => inviteDevice(engine, role),
    mayInvite: () => isOwnLogEnrolled(engine),
    rebuild: (onProgress) => alone(() => rebuildAndCompare(engine, onProgress)),
    stateHash: () => engine.exclusive(() => hashState(engine)),
    proof: () => membershipProof(engine),
    subscribe: (listener) => {
      engine.listeners.add(listener);
      return () => engine.listeners.delete(listener);
    },
    refresh: () => engine.exclusive(() => refresh(engine)),
    close: () => ports.store.close(),
  };
};

/** In one order on all devices: those that have the same say so in the same bytes, which the server reads once. */
const heads = ({ cached }: Engine): readonly Head[] =>
  cached.heads
    .map(({ device, seq, hash }) => ({ device, seq, hash }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1));
