import type { Clock } from '../kernel/ports.ts';

/** The clock's time as it is claimed in an envelope: local, with its offset, to the millisecond. */
export const claimTime = (clock: Clock): string => {
  const offset = clock.offset();
  const local = new Date(clock.now() + offset * 60_000).toISOString().slice(0, -1);
  if (offset === 0) return `${local}Z`;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
};

/** Milliseconds since 1970, or -Infinity: an unreadable instant is the oldest (CF1). */
export const claimedInstant = (at: string): number => {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? -Infinity : instant;
};
