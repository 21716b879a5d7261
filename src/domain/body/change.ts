import * as Automerge from '@automerge/automerge';
import type { Event } from '../../events/event.ts';
import { bytesOf } from './document.ts';
import type { BodyChanged } from './events.ts';
import { countRows } from './count-rows.ts';

/** An operation's id as Automerge writes it: a counter, "@", and the actor. */
export interface OpId {
  readonly counter: number;
  readonly actor: string;
}

/** An Automerge change that was read and is in order by itself, whatever document it belongs to. */
export interface Change {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly actor: string;
  /** From 1, for each actor. */
  readonly seq: number;
  /** Counters of its first and last operation. */
  readonly startOp: number;
  readonly maxOp: number;
  readonly deps: readonly string[];
  /** Characters that it inserts. */
  readonly inserts: readonly OpId[];
  /** Characters that were there before, behind which it inserts or which it deletes. */
  readonly refs: readonly OpId[];
  /** Characters that it deletes. */
  readonly deletes: readonly OpId[];
}

/** As Automerge decodes it; its types leave some out. */
interface Operation {
  readonly action: string;
  readonly obj: string;
  readonly elemId?: string;
  readonly insert?: boolean;
  readonly value?: unknown;
  readonly pred: readonly string[];
}

/** Why a change does not count; the whole command is left out then (QU1). */
export class ChangeRefused extends Error {}

/** The text that the first change of every body makes. */
export const TEXT = `1@${'0'.repeat(32)}`;
/** Of Automerge's chunk types: a change as it is, and not one that would first have to be inflated. */
const [TYPE_AT, PLAIN] = [8, 1];

export const idOf = ({ counter, actor }: OpId): string => `${counter}@${actor}`;

const toOpId = (text: string): OpId => {
  const at = text.indexOf('@');
  return { counter: Number(text.slice(0, at)), actor: text.slice(at + 1) };
};

/**
 * Changes to a text do two things: they insert a character behind another or at the start, and delete one. No editor
 * makes others, and Automerge takes some that it cannot read again. One that does nothing says what it has seen: it
 * leaves a sentence as it stands (CF1).
 */
const isTyped = (op: Operation): op is Operation & { readonly elemId: string } => {
  if (op.obj !== TEXT || typeof op.elemId !== 'string') return false;
  if (op.action === 'del') return !op.insert && op.pred.length === 1 && op.pred[0] === op.elemId;
  return (
    op.action === 'set' &&
    op.insert === true &&
    op.pred.length === 0 &&
    typeof op.value === 'string' &&
    [...op.value].length === 1
  );
};

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/**
 * The greatest counter of an operation. Loading a document costs memory for each number up to it, whether or not there
 * is an operation of that number: 150 MB for this many, and beyond 2^32 Automerge fails. A paper that was written in
 * four years has 260,000 (https://github.com/josephg/editing-traces, automerge-paper).
 */
export const MAX_COUNTER = 2 ** 21;

/** Characters that one event inserts or deletes: reading this many takes two seconds, and half a gigabyte. */
const MAX_ROWS = 500_000;

/**
 * Reads a change strictly: only what writes back to the same bytes, because a document keeps the meaning of a change
 * and not its bytes, and one that is spelt otherwise would make all of it unreadable when it is loaded again.
 */
const readChange = (bytes: Uint8Array): Change => {
  const change = decoded(bytes);
  const { hash, actor, seq, startOp, deps } = change;
  const ops = change.ops as unknown as readonly Operation[];
  if (!ops.every(isTyped))
    throw new ChangeRefused('A change does something else than inserting and deleting characters.');
  if (!isSame(bytes, spelt(change)))
    throw new ChangeRefused('A change is not spelt as it would be written here.');
  const maxOp = startOp + ops.length - 1;
  if (maxOp > MAX_COUNTER) throw new ChangeRefused('A change counts further than any text may.');
  const own = ops.map((_, i) => ({ counter: startOp + i, actor }));
  const refs = ops.map(({ elemId }) => (elemId === '_head' ? undefined : toOpId(elemId)));
  const isOwn = (ref: OpId): boolean => ref.actor === actor && ref.counter >= startOp;
  if (
    refs.some(
      (ref, i) => ref && isOwn(ref) && (ref.counter >= startOp + i || !ops[ref.counter - startOp]!.insert),
    )
  )
    throw new ChangeRefused('A change refers to what it does only later, or to no character.');
  return {
    bytes,
    hash,
    actor,
    seq,
    startOp,
    maxOp,
    deps,
    inserts: own.filter((_, i) => ops[i]!.insert),
    refs: refs.filter((ref) => ref !== undefined && !isOwn(ref)) as OpId[],
    deletes: refs.filter((ref, i) => ref !== undefined && ops[i]!.action === 'del') as OpId[],
  };
};

const decoded = (bytes: Uint8Array): Automerge.DecodedChange => {
  try {
    return Automerge.decodeChange(bytes);
  } catch (error) {
    throw new ChangeRefused(`A change cannot be read: ${String(error)}`);
  }
};

const spelt = (change: Automerge.DecodedChange): Uint8Array => {
  try {
    return Automerge.encodeChange(change);
  } catch (error) {
    throw new ChangeRefused(`A change cannot be written: ${String(error)}`);
  }
};

const readChanges = (texts: readonly string[]): readonly Change[] => {
  const changes = texts.map(bytesOf);
  if (changes.some((bytes) => bytes[TYPE_AT] !== PLAIN))
    throw new ChangeRefused('A change is not in its plain form.');
  const rows = changes.reduce((sum, bytes) => sum + countRows(bytes), 0);
  if (!(rows <= MAX_ROWS))
    throw new ChangeRefused('A change cannot be read, or does more than one may at once.');
  return changes.map(readChange);
};

/** Reading costs 40 µs, and an event is looked at before it is folded and then again. */
const known = new WeakMap<object, readonly Change[]>();

/** The changes of an event. Throws where one is not in order. */
export const eventToChanges = ({ type, payload }: Event): readonly Change[] => {
  if (type !== 'body.changed') return [];
  const changes = known.get(payload) ?? readChanges((payload as BodyChanged).changes);
  known.set(payload, changes);
  return changes;
};
