import type { Json } from '../events/event.ts';
import { bytesToHex, utf8ToBytes } from '../kernel/bytes.ts';
import type { AggregateId, BookId } from '../kernel/ids.ts';
import type { Sha256 } from '../kernel/ports.ts';

/** JSON with sorted keys: one text for one state, whatever order it was folded in. */
const canonicalJson = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
};

export const digestToHash = (digest: Json, sha256: Sha256): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson(digest))));

/** Hash over the sorted (aggregate, hash) pairs, keyed by the book (ST1): 64 hex digits. */
export const stateHash = (book: BookId, hashes: ReadonlyMap<AggregateId, string>, sha256: Sha256): string => {
  const lines = [...hashes].map(([aggregate, hash]) => `${aggregate} ${hash}\n`).toSorted();
  return bytesToHex(sha256(utf8ToBytes(`${book}\n${lines.join('')}`)));
};
