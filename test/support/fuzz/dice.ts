/** Draws from one seed (mulberry32): fast, and the same again for the same seed. */
export interface Draw {
  below(count: number): number;
  chance(probability: number): boolean;
  one<T>(list: readonly T[]): T;
}

export const seedToDraw = (seed: number): Draw => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return { below, chance: (probability) => next() < probability, one: (list) => list[below(list.length)]! };
};
