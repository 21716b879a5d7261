import type { Bytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { LogPart, Page } from '../store.ts';
import type { Query } from './connections.ts';

/** Places read of one log for one page. */
const AHEAD = 64;

interface Place {
  readonly id: number;
  readonly device: DeviceId;
  readonly hash: SegmentHash;
  readonly depth: number;
  readonly size: number;
}

interface Row {
  readonly id: number;
  readonly device: DeviceId;
  readonly seq: number;
  readonly hash: SegmentHash;
  readonly prev: SegmentHash | '';
  readonly verified: boolean;
  readonly bytes: Bytes;
}

const byDepth = (a: Place, b: Place): number =>
  a.depth - b.depth || (a.device < b.device ? -1 : a.device > b.device ? 1 : a.hash < b.hash ? -1 : 1);

/**
 * The next of several logs, merged. Of each no more is looked at than a page may take, so the page ends where the first
 * of them has been looked at to its last.
 */
export const readPage = async (
  query: Query,
  book: number,
  parts: readonly LogPart[],
  budget: number,
): Promise<Page> => {
  const logs = [await linearPlaces(query, book, parts), await forkedPlaces(query, book, parts)].flat();
  const isCut = (log: readonly Place[]): boolean => log.length === AHEAD;
  const ends = logs.filter(isCut).map((log) => log.at(-1)!);
  const horizon = ends.toSorted(byDepth)[0];
  const places: Place[] = [];
  let size = 0;
  let more = horizon !== undefined;
  for (const place of logs.flat().toSorted(byDepth)) {
    const isBehind = horizon !== undefined && byDepth(place, horizon) > 0;
    const isFull = places.length > 0 && size + place.size > budget;
    if (isBehind || isFull) {
      more = true;
      break;
    }
    places.push(place);
    size += place.size;
  }
  return { segments: await readSegments(query, places), more };
};

const linearPlaces = async (
  query: Query,
  book: number,
  parts: readonly LogPart[],
): Promise<readonly (readonly Place[])[]> => {
  const asked = parts.flatMap((part) => ('except' in part ? [] : [part]));
  if (asked.length === 0) return [];
  const places = await query<Place>(
    `SELECT s.* FROM unnest($2::text[], $3::bigint[]) AS p (device, after)
     CROSS JOIN LATERAL (
       SELECT id, device, hash, first_depth AS depth, length(bytes) AS size FROM segments
       WHERE book = $1 AND device = p.device AND last_seq > p.after ORDER BY last_seq, hash LIMIT ${AHEAD}
     ) s`,
    [book, asked.map(({ device }) => device), asked.map(({ afterSeq }) => afterSeq)],
  );
  return [...Map.groupBy(places, ({ device }) => device).values()];
};

/** Of a forked log all is looked at: what is on one branch may stand on the other. */
const forkedPlaces = async (
  query: Query,
  book: number,
  parts: readonly LogPart[],
): Promise<readonly (readonly Place[])[]> => {
  const logs: (readonly Place[])[] = [];
  for (const part of parts) {
    if (!('except' in part)) continue;
    const places = await query<Place>(
      `SELECT id, device, hash, first_depth AS depth, length(bytes) AS size FROM segments
       WHERE book = $1 AND device = $2 AND hash <> ALL($3)`,
      [book, part.device, [...part.except]],
    );
    // One by one: the length of a list tells whether it was cut.
    logs.push(...places.map((place) => [place]));
  }
  return logs;
};

const readSegments = async (query: Query, places: readonly Place[]): Promise<Page['segments']> => {
  if (places.length === 0) return [];
  const rows = await query<Row>(
    'SELECT id, device, last_seq AS seq, hash, prev, verified, bytes FROM segments WHERE id = ANY($1)',
    [places.map(({ id }) => id)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return places.map(({ id }) => {
    const { device, seq, hash, prev, verified, bytes } = byId.get(id)!;
    return { head: { device, seq, hash }, prev, bytes: new Uint8Array(bytes), isVerified: verified };
  });
};
