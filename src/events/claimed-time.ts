import type { Clock } from '../kernel/ports.ts';

/** The years 0 to 9999, which are all that an envelope has room for: what an odder clock says is not read by anyone. */
const [EARLIEST, LATEST] = [-62_167_219_200_000, 253_402_300_799_999];

/** The clock's time as it is claimed in an envelope: local, with its offset, to the millisecond. */
export const claimTime = (clock: Clock): string => {
  const offset = clock.offset();
  const instant = Math.min(LATEST, Math.max(EARLIEST, clock.now() + offset * 60_000));
  const local = new Date(instant).toISOString().slice(0, -1);
  if (offset === 0) return `${local}Z`;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
};

/** Milliseconds since 1970, or -Infinity: an unreadable instant is the oldest (CF1). */
export const claimedInstant = (at: string): number => {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? -Infinity : instant;
};
