import type { Outgoing } from './log-port.ts';

/** Bytes on their way on one connection, at most: at first, and ever. */
export const FIRST_WINDOW = 256 * 1024;
export const WINDOW = 4 * 1024 * 1024;
/** Bytes of segments in one frame, one alone may be more: each that arrives is a sign of life, and of progress. */
const PIECE = 64 * 1024;
/** Milliseconds between ticks of a session. */
export const TICK = 5_000;
/** Bytes that the slowest network carries in one: 32 kbit/s. */
const SLOWEST = 20_000;

export const bytesOf = (segments: readonly Outgoing[]): number =>
  segments.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Ticks in which these get there, also on the slowest network. */
export const ticksUnderway = (segments: readonly Outgoing[]): number =>
  Math.ceil(bytesOf(segments) / SLOWEST);

/** Milliseconds in which so many bytes get there, also on the slowest network. */
export const millisecondsUnderway = (bytes: number): number => Math.ceil(bytes / (SLOWEST / TICK));

/** The window once so many bytes more have been acknowledged. */
export const widened = (window: number, arrived: number): number => Math.min(WINDOW, window + arrived);

/** The window after a tick in which so many were: more would only wait in front of a slow network. */
export const narrowed = (window: number, carried: number): number =>
  Math.min(window, Math.max(FIRST_WINDOW, carried));

/** What goes in one frame each. */
export const toPieces = (segments: readonly Outgoing[]): readonly (readonly Outgoing[])[] => {
  const pieces: Outgoing[][] = [];
  let size = Infinity;
  for (const segment of segments) {
    size += segment.bytes.length;
    if (size <= PIECE) {
      pieces.at(-1)!.push(segment);
    } else {
      pieces.push([segment]);
      size = segment.bytes.length;
    }
  }
  return pieces;
};
