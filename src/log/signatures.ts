import type { Bytes } from '../kernel/bytes.ts';
import type { DeviceId } from '../kernel/ids.ts';
import type { Crypto } from '../kernel/ports.ts';
import type { Segment } from './segment.ts';
import { isSignedBy } from './verify.ts';

/**
 * - `verified`: its own signature is right.
 * - `vouched`: a verified segment stands on it, by the chain of hashes.
 * - `keyless`: its log is not known here, so nothing can be said yet.
 */
type Standing = 'verified' | 'vouched' | 'keyless' | 'forged';

export interface Checked {
  readonly segment: Segment;
  readonly standing: Standing;
  /** Of the device, where it is known. */
  readonly key: Bytes | undefined;
}

/**
 * A signature vouches for the chain of hashes behind it: of a run of one device's events only the newest is checked,
 * which makes the difference between 44 µs a segment and 3 for sixteen at once. Control records are about who may
 * write, so each is checked by itself.
 */
export const checkSignatures = async (
  segments: readonly Segment[],
  keyOf: (device: DeviceId) => Bytes | undefined,
  crypto: Crypto,
): Promise<readonly Checked[]> => {
  const checked = await Promise.all(
    segmentsToRuns(segments).map((run) => checkRun(run, keyOf(run[0]!.header.device), crypto)),
  );
  const standings = new Map(checked.flat().map((one) => [one.segment, one]));
  return segments.map((segment) => standings.get(segment)!);
};

const segmentsToRuns = (segments: readonly Segment[]): readonly (readonly Segment[])[] => {
  const runs: Segment[][] = [];
  const open = new Map<DeviceId, Segment[]>();
  for (const segment of segments) {
    const run = open.get(segment.header.device);
    if (run && run.at(-1)!.hash === segment.header.prev) {
      run.push(segment);
    } else {
      const started = [segment];
      runs.push(started);
      open.set(segment.header.device, started);
    }
  }
  return runs;
};

/** From the newest back: below a verified segment nothing but control records needs checking. */
const checkRun = async (
  run: readonly Segment[],
  key: Bytes | undefined,
  crypto: Crypto,
): Promise<readonly Checked[]> => {
  if (!key) return run.map((segment) => ({ segment, key, standing: 'keyless' }));
  const checked: Checked[] = [];
  let isVouched = false;
  for (const segment of run.toReversed()) {
    if (isVouched && segment.header.kind === 'events') {
      checked.push({ segment, key, standing: 'vouched' });
      continue;
    }
    const isSigned = await isSignedBy(segment, key, crypto);
    checked.push({ segment, key, standing: isSigned ? 'verified' : 'forged' });
    isVouched ||= isSigned;
  }
  return checked;
};
