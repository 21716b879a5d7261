import { Gunzip, gunzipSync } from 'fflate';
import { readUint32, type Bytes } from '../kernel/bytes.ts';
import { MAX_RAW } from './limits.ts';

/** The shortest gzip file: ten bytes of header, eight of trailer, and something between. */
const MIN_PACKED = 19;
/** Expanded in one go: a thousandfold at most, and no memory beyond what is claimed. A thousand events fit. */
const AT_ONCE = 192 * 1024;
/** What is larger goes in pieces, and stops at the first one that is too much. */
const PIECE = 16 * 1024;

/**
 * Expands to exactly the length that the trailer claims, within MAX_RAW, or to nothing: a compression bomb has nowhere
 * to grow, also one whose trailer lies (without pieces, 4 MB of it took eight seconds).
 */
export const gunzip = (packed: Bytes): Bytes | undefined => {
  const length = packed.length < MIN_PACKED ? 0 : readUint32(packed.slice(-4).reverse(), 0);
  if (length === 0 || length > MAX_RAW) return undefined;
  try {
    // One byte to spare: what is larger than it claims fills that too.
    const raw =
      packed.length <= AT_ONCE
        ? gunzipSync(packed, { out: new Uint8Array(length + 1) })
        : inPieces(packed, length);
    return raw?.length === length ? (raw as Bytes) : undefined;
  } catch {
    return undefined; // Bytes that are no gzip, or more of them than was claimed.
  }
};

const inPieces = (packed: Bytes, length: number): Uint8Array | undefined => {
  const raw = new Uint8Array(length);
  let filled = 0;
  const stream = new Gunzip((piece) => {
    if (filled + piece.length > length) throw new RangeError('More than was claimed.');
    raw.set(piece, filled);
    filled += piece.length;
  });
  for (let at = 0; at < packed.length; at += PIECE)
    stream.push(packed.subarray(at, at + PIECE), at + PIECE >= packed.length);
  return raw.subarray(0, filled);
};
