import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { Random } from '../../../src/kernel/ports.ts';

/** All chance of a run comes from here: the same seed gives the same throws, for ever. */
export interface Dice extends Random {
  /** From 0 up to 1, which it never is. */
  next(): number;
  /** A whole number from 0, less than `count`. */
  below(count: number): number;
  /** Both ends included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
  /** Dice of their own: what is thrown with them changes nothing that is thrown with these. */
  named(name: string): Dice;
}

/** 32 bits of a text (FNV-1a): enough to tell streams apart, and no promise of more. */
const textToBits = (text: string, start: number): number => {
  let bits = start;
  for (let i = 0; i < text.length; i++) bits = Math.imul(bits ^ text.charCodeAt(i), 0x01000193);
  return bits >>> 0;
};

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, and good at every seed once it has run in. */
export const createDice = (seed: string): Dice => {
  let [a, b, c, counter] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((start) =>
    textToBits(seed, start),
  ) as [number, number, number, number];
  const bits = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 16; i++) bits();
  const next = (): number => bits() / 0x1_0000_0000;
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)]!,
    shuffled: (list) => {
      const cards = [...list];
      for (let i = cards.length - 1; i > 0; i--) {
        const j = below(i + 1);
        [cards[i], cards[j]] = [cards[j]!, cards[i]!];
      }
      return cards;
    },
    bytes: (count) => {
      const drawn: Bytes = new Uint8Array(count);
      for (let i = 0; i < count; i += 4) {
        const word = bits();
        for (let j = i; j < Math.min(i + 4, count); j++) drawn[j] = word >>> (8 * (j - i));
      }
      return drawn;
    },
    named: (name) => createDice(`${seed} ${name}`),
  };
};
