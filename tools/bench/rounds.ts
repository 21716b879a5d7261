import { median } from './figure.ts';
import { say } from './say.ts';

/** A case and what it is compared with, each answering one sample. */
export interface Cases {
  readonly [name: string]: () => Promise<number>;
}

/**
 * Runs all cases once a round, every other round in reverse order, and answers the median of each: a machine that
 * slows down for a while then slows all of them.
 */
export const medianOfRounds = async <Names extends Cases>(
  rounds: number,
  cases: Names,
): Promise<{ readonly [Name in keyof Names]: number }> => {
  const samples = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const names = round % 2 === 0 ? [...samples.keys()] : [...samples.keys()].reverse();
    for (const name of names) {
      const sample = await cases[name]!();
      samples.get(name)!.push(sample);
      say(`  ${name}, ${round + 1} of ${rounds}: ${sample.toPrecision(4)}`);
    }
  }
  return Object.fromEntries([...samples].map(([name, values]) => [name, median(values)])) as never;
};
