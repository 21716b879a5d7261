import type { Bytes } from '../../../src/kernel/bytes.ts';
import { runToSegments, segmentsToRun } from '../../../src/log/run.ts';
import type { Tally } from '../tally.ts';
import type { Dice } from './dice.ts';
import type { Frame } from './pipe.ts';

/** Frames remembered, to be replayed later: also to another device. */
const REMEMBERED = 50;

/**
 * A server that lies, or somebody on the way: it changes bytes, swaps bodies and signatures, leaves out segments, turns
 * their order round, and sends again what it sent long ago. `probability` of doing so to a frame.
 */
export const createFalsifier = (
  dice: Dice,
  probability: () => number,
  tally: Pick<Tally, 'count'>,
): ((frame: Frame) => readonly Frame[]) => {
  const sent: Bytes[] = [];
  return (frame) => {
    if (typeof frame === 'string') return [frame];
    if (sent.length < REMEMBERED) sent.push(frame);
    else sent[dice.below(REMEMBERED)] = frame;
    if (!dice.chance(probability())) return [frame];
    tally.count('lie');
    const run = runToSegments(frame);
    const segments = run.ok ? run.value : [];
    switch (dice.below(5)) {
      case 0:
        return [segmentsToRun(segments.map((segment) => withFlippedByte(segment, dice)))];
      case 1:
        return [segmentsToRun(segments.filter(() => dice.chance(0.5)))];
      case 2:
        return [segmentsToRun(segments.toReversed())];
      case 3:
        return [dice.pick(sent), frame];
      default:
        return [segmentsToRun(withSwappedEnds(segments))];
    }
  };
};

const withFlippedByte = (segment: Bytes, dice: Dice): Bytes => {
  const changed = segment.slice();
  changed[dice.below(changed.length)]! ^= 1 << dice.below(8);
  return changed;
};

/** Each with the last bytes of the one before: another's body or signature under its header. */
const withSwappedEnds = (segments: readonly Bytes[]): readonly Bytes[] =>
  segments.map((segment, i) => {
    const other = segments.at(i - 1)!;
    const length = Math.min(64, segment.length, other.length);
    const changed = segment.slice();
    changed.set(other.subarray(-length), changed.length - length);
    return changed;
  });
