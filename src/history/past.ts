import type { Head } from '../clock/head.ts';
import { UNSEALED } from '../clock/order.ts';
import type { DeviceId } from '../kernel/ids.ts';
import type { Position } from './cut.ts';

/** A segment, or an own command that waits to be sealed, as a node of the graph of logs. */
export interface Link {
  readonly device: DeviceId;
  readonly segment: Position['segment'];
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** What its device had seen besides what the links before it say. */
  readonly context: readonly Head[];
}

export interface LogGraph {
  /** The log that ends in this segment, newest link first; empty when the segment is not stored here. */
  chain(end: Position): AsyncIterable<Link>;
  /** Logs with several branches, in which a number does not name an event (FK1). */
  isForked(device: DeviceId): boolean;
}

/** A part of the graph with all that lies below it. */
export interface Past {
  includes(position: Position): boolean;
  /** Of the log of a device the last seq that is inside, 0 for none. Undefined of a forked one, where no number tells. */
  upTo(device: DeviceId): number | undefined;
}

/**
 * All at or below the ends: each log down to its start, and what its contexts name. Of a log without forks one number
 * is kept, so that a long one costs no memory. Undefined when an end is not stored here.
 */
export const pastOf = async (ends: readonly Position[], graph: LogGraph): Promise<Past | undefined> => {
  /** The greatest seq that is inside, by log, or by segment where a log is forked. */
  const reached = new Map<string, number>();
  const todo = new Map<string, Position>();
  const keyOf = ({ device, segment }: Pick<Position, 'device' | 'segment'>): string =>
    graph.isForked(device) ? `${device} ${segment}` : device;
  const seqAt = (key: string): number => reached.get(key) ?? 0;
  const add = (end: Position): void => {
    const key = keyOf(end);
    if (end.seq > Math.max(seqAt(key), todo.get(key)?.seq ?? 0)) todo.set(key, end);
  };

  ends.forEach(add);
  // What is added meanwhile comes later in the same loop.
  for (const [todoKey, end] of todo) {
    todo.delete(todoKey);
    const before = seqAt(todoKey);
    const isLinear = !graph.isForked(end.device);
    let isStored = false;
    for await (const link of graph.chain(end)) {
      isStored = true;
      const last = Math.min(end.seq, link.lastSeq);
      if (isLinear && last <= before) break;
      if (last < link.firstSeq) continue;
      const key = keyOf(link);
      // Of several commands that wait, all bear the one mark.
      if (!isLinear && link.segment !== UNSEALED && seqAt(key) >= last) break;
      reached.set(key, Math.max(seqAt(key), last));
      link.context.map(headToPosition).forEach(add);
    }
    if (!isStored) return undefined;
  }
  return {
    includes: (position) => seqAt(keyOf(position)) >= position.seq,
    upTo: (device) => (graph.isForked(device) ? undefined : seqAt(device)),
  };
};

export const headToPosition = ({ device, seq, hash }: Head): Position => ({ device, seq, segment: hash });
