import { concatBytes, readUint32, uint32ToBytes, type Bytes } from '../kernel/bytes.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { MAX_SEGMENT } from './limits.ts';

/** Shorter than any header: a run of nothing is not worth an answer for each byte of it. */
const MIN_SEGMENT = 256;

/**
 * A run: segments one after another, each behind its length (four bytes, big-endian). The one encoding of several
 * segments, in frames, packs and files.
 */
export const segmentsToRun = (segments: readonly Bytes[]): Bytes =>
  concatBytes(...segments.flatMap((segment) => [uint32ToBytes(segment.length), segment]));

/** Views into `run`, nothing copied. */
export const runToSegments = (run: Bytes): Result<readonly Bytes[], Failure<'run-malformed'>> => {
  const segments: Bytes[] = [];
  for (let at = 0; at < run.length;) {
    const length = at + 4 <= run.length ? readUint32(run, at) : 0;
    if (length < MIN_SEGMENT || length > MAX_SEGMENT || at + 4 + length > run.length)
      return fail('run-malformed', `A run of segments is cut or has a wrong length at byte ${at}.`);
    segments.push(run.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return ok(segments);
};
