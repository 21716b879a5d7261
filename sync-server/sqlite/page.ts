import type { Bytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { LogPart, Page } from '../store.ts';
import type { Reads } from './statements.ts';

/** Places read of one log at a time. */
const AHEAD = 64;

interface Place {
  readonly id: number;
  readonly hash: SegmentHash;
  readonly depth: number;
  readonly size: number;
}

interface Row {
  readonly device: DeviceId;
  readonly seq: number;
  readonly hash: SegmentHash;
  readonly prev: SegmentHash | '';
  readonly verified: number;
  readonly bytes: Bytes;
}

/**
 * A merge of logs, each of which the index gives in order. One query over the whole book, sorted, would sort all that
 * is missing for every page of it.
 */
export const readPage = (reads: Reads, book: number, parts: readonly LogPart[], budget: number): Page => {
  const cursors = parts
    .map((part) => placesOf(reads, book, part))
    .filter((cursor) => cursor.next !== undefined);
  const segments: Page['segments'][number][] = [];
  let size = 0;
  for (;;) {
    const first = cursors.reduce<Cursor | undefined>(
      (least, cursor) => (isBefore(cursor, least) ? cursor : least),
      undefined,
    );
    const place = first?.next;
    if (!first || !place) return { segments, more: false };
    if (segments.length > 0 && size + place.size > budget) return { segments, more: true };
    segments.push(rowToOutgoing(reads.outgoing.get(place.id) as unknown as Row));
    size += place.size;
    first.advance();
  }
};

interface Cursor {
  readonly device: DeviceId;
  /** Undefined at the end. */
  readonly next: Place | undefined;
  advance(): void;
}

const placesOf = (reads: Reads, book: number, { device, afterDepth, except }: LogPart): Cursor => {
  // '~' is greater than any hash: all of the depth itself is behind.
  const from: { depth: number; hash: string } = { depth: afterDepth, hash: '~' };
  const read = (): Place[] => {
    const places = reads.places.all(book, device, from.depth, from.hash, AHEAD) as unknown as Place[];
    const last = places.at(-1);
    if (last) Object.assign(from, { depth: last.depth, hash: last.hash });
    const wanted = except ? places.filter((place) => !except.has(place.hash)) : places;
    return last && wanted.length === 0 ? read() : wanted;
  };
  let places = read();
  let at = 0;
  return {
    device,
    get next() {
      return places[at];
    },
    advance: () => {
      at++;
      if (at < places.length) return;
      places = read();
      at = 0;
    },
  };
};

const isBefore = (a: Cursor, b: Cursor | undefined): boolean => {
  if (!a.next) return false;
  if (!b?.next) return true;
  return a.next.depth !== b.next.depth ? a.next.depth < b.next.depth : a.device < b.device;
};

const rowToOutgoing = ({ device, seq, hash, prev, verified, bytes }: Row): Page['segments'][number] => ({
  head: { device, seq, hash },
  prev,
  bytes,
  isVerified: verified === 1,
});
