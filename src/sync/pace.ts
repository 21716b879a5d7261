/** Bytes taken in one transaction: at least one segment, and no more than this. */
const MOST = 8 * 1024 * 1024;
const LEAST = 16 * 1024;
const FIRST = 256 * 1024;
/**
 * Milliseconds that a transaction should take: while somebody waits for the book, half of what a person takes for an
 * answer at once, for it is answered in between; else as long as one may wait once, since many small ones cost more.
 */
const AWAITED = 50;
const ALONE = 400;
/** Who has waited comes again: for so many takes after that it goes on as if somebody waited. */
const CALM = 20;

/** How much of what comes in is taken at a time: as fast as it goes while a person's own commands still come through. */
export interface Pace {
  bytes(): number;
  /** What was taken, how long that took, in milliseconds, and whether somebody waited meanwhile. */
  took(bytes: number, milliseconds: number, awaited: boolean): void;
}

export const createPace = (): Pace => {
  let next = FIRST;
  let alone = CALM;
  return {
    bytes: () => next,
    took: (bytes, milliseconds, awaited) => {
      alone = awaited ? 0 : alone + 1;
      const target = alone < CALM ? AWAITED : ALONE;
      const fitting = (bytes * target) / Math.max(1, milliseconds);
      // Less at once, more by and by: and a short batch, which was all there was, says little of a long one.
      if (milliseconds > target) next = Math.max(LEAST, fitting);
      else if (bytes >= next / 2) next = Math.min(MOST, fitting, 2 * next);
    },
  };
};
