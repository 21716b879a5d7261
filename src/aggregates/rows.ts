import type { Place } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import { bytesToHex, hexToBytes, type Bytes } from '../kernel/bytes.ts';
import type { AggregateId, CommandId, EventName, SegmentHash } from '../kernel/ids.ts';

/** Raised when rows of the shape below, or what a decider freezes into them, cannot be read as they were before. */
export const ROWS_VERSION = 2;

/** A command whose `evolve` threw: an output of the fold, so every order of arrival gives the same (QU1). */
export interface Quarantined {
  readonly command: CommandId;
  readonly names: readonly EventName[];
  readonly message: string;
}

/** The same as a row for people, under the aggregate and the command's first event. */
export interface QuarantineRow extends Quarantined {
  readonly id: string;
  readonly aggregate: AggregateId;
}

/** What the fold found besides the state. */
export interface Findings {
  readonly quarantined: readonly Quarantined[];
  /** Names of copies of an effect, each with the name of the one that counts (ON1). */
  readonly aliases: { readonly [name: EventName]: EventName };
  /** Copies of a command that differ: all folded, and reported (ON1). */
  readonly disputed: readonly CommandId[];
}

/** An aggregate's events since its snapshot. Small: it is written at each append. */
export interface StreamRow extends Findings {
  readonly aggregate: AggregateId;
  /** In canonical order (commuting aggregates: of arrival), after the snapshot's; copies of an effect are marked. */
  readonly tail: readonly Event[];
  /** Own events that were folded into the snapshot before they were sealed, by seq. */
  readonly unsealed: readonly number[];
  /** Segments those have been sealed in since: the next snapshot takes them over. */
  readonly sealed: readonly SegmentHash[];
}

/** A stream as it is stored: its events as JSON, which costs a third of a structured clone of as many small objects. */
export interface StoredStream extends Omit<StreamRow, 'tail'> {
  readonly tail: string;
}

export const streamToStored = (row: StreamRow): StoredStream => ({
  ...row,
  tail: `[${row.tail.map(eventToJson).join(',')}]`,
});

/** Events do not change, and a tail is written again with each one that is added to it. */
const spelled = new WeakMap<Event, string>();

const eventToJson = (event: Event): string => {
  const known = spelled.get(event);
  if (known !== undefined) return known;
  const json = JSON.stringify(event);
  spelled.set(event, json);
  return json;
};

export const storedToStream = (row: StoredStream): StreamRow => ({
  ...row,
  tail: JSON.parse(row.tail) as readonly Event[],
});

/** An aggregate's state at a place of the canonical order: a cache, proved equal to the fold. */
export interface SnapshotRow extends Findings {
  readonly aggregate: AggregateId;
  /** Of the decider; another one voids the snapshot. */
  readonly version: number;
  readonly state: unknown;
  readonly last: Place;
  /** The newest instant that an event in it claims; not in the rows of versions before this one. */
  readonly claimed?: number;
  /** Commands that have taken effect in it. */
  readonly commands: readonly CommandId[];
  /** Segments that hold its events. */
  readonly segments: readonly SegmentHash[];
}

/** A snapshot as it is stored: ids as bytes, one behind the other, in half the space. */
export interface StoredSnapshot extends Omit<SnapshotRow, 'commands' | 'segments'> {
  readonly commands: Bytes;
  readonly segments: Bytes;
}

export const snapshotToStored = (row: SnapshotRow): StoredSnapshot => ({
  ...row,
  commands: hexToBytes(row.commands.join('')),
  segments: hexToBytes(row.segments.join('')),
});

export const storedToSnapshot = (row: StoredSnapshot): SnapshotRow => ({
  ...row,
  commands: toIds<CommandId>(row.commands, 16),
  segments: toIds<SegmentHash>(row.segments, 32),
});

/** Ids of `size` bytes each. */
const toIds = <Id extends string>(bytes: Bytes, size: number): readonly Id[] => {
  const hex = bytesToHex(bytes);
  return Array.from(
    { length: bytes.length / size },
    (_, i) => hex.slice(2 * size * i, 2 * size * (i + 1)) as Id,
  );
};
