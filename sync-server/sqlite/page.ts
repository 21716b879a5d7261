import type { Bytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { LogPart, Page } from '../store.ts';
import type { Reads } from './statements.ts';

/** Places read of one log at a time. */
const AHEAD = 64;

interface Place {
  readonly id: number;
  readonly seq: number;
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

const placesOf = (reads: Reads, book: number, part: LogPart): Cursor => {
  const { device } = part;
  let places: readonly Place[];
  let read: () => readonly Place[];
  if ('except' in part) {
    places = forkedPlaces(reads, book, part);
    read = () => [];
  } else {
    // '~' is greater than any hash: all of the seq itself is behind.
    let after: { readonly seq: number; readonly hash: string } = { seq: part.afterSeq, hash: '~' };
    read = () => {
      const next = reads.places.all(book, device, after.seq, after.hash, AHEAD) as unknown as Place[];
      after = next.at(-1) ?? after;
      return next;
    };
    places = read();
  }
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

/** Of a forked log the branches are sorted into one another by depth: what is on one may stand on the other. */
const forkedPlaces = (
  reads: Reads,
  book: number,
  { device, except }: Extract<LogPart, { except: unknown }>,
): readonly Place[] => {
  const all = reads.places.all(book, device, 0, '', -1) as unknown as Place[];
  return all
    .filter(({ hash }) => !except.has(hash))
    .toSorted((a, b) => a.depth - b.depth || (a.hash < b.hash ? -1 : 1));
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
