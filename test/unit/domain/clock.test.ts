import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  joinClocks,
  NO_CLOCK,
  reachedIn,
  withReached,
  type Clock,
  type Reached,
} from '../../../src/domain/body/clock.ts';

type Plain = ReadonlyMap<string, Reached>;

const ACTORS = 200;
const nameOfActor = (actor: number): string => `actor ${actor}`;
const actors = Array.from({ length: ACTORS }, (_, i) => nameOfActor(i));

const joinPlain = (plains: readonly Plain[]): Map<string, Reached> => {
  const all = new Map<string, Reached>();
  for (const plain of plains)
    for (const [actor, one] of plain) if ((all.get(actor)?.seq ?? 0) < one.seq) all.set(actor, one);
  return all;
};

test('CF3: a clock says of each actor what one that names them all would say', () => {
  const change = fc.record({
    actor: fc.nat(ACTORS - 1),
    /** How far back what it follows lies; two of them are a merge. */
    follows: fc.array(fc.nat(20), { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 100, maxLength: 400 }), (changes) => {
      const made: { readonly clock: Clock; readonly plain: Plain }[] = [
        { clock: NO_CLOCK, plain: new Map() },
      ];
      for (const { actor, follows } of changes) {
        const before = follows.map((back) => made[Math.max(0, made.length - 1 - back)]!);
        const name = nameOfActor(actor);
        const joined = joinClocks(before.map(({ clock }) => clock));
        const plain = joinPlain(before.map((one) => one.plain));
        const seq = 1 + (plain.get(name)?.seq ?? 0);
        // A number of an actor's stands for one change.
        const reached = { seq, op: 10 * seq };
        plain.set(name, reached);
        made.push({ clock: withReached(joined, [[name, reached]]), plain });
      }
      const isWrong = ({ clock, plain }: (typeof made)[number]): boolean =>
        actors.some((actor) => reachedIn(clock, actor)?.op !== plain.get(actor)?.op);
      expect(made.filter(isWrong)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('clocks of thousands of sessions that follow one another hold together what is alike', () => {
  const clocks: Clock[] = [NO_CLOCK];
  for (let i = 0; i < 4000; i++) clocks.push(withReached(clocks[i]!, [[nameOfActor(i), { seq: 1, op: i }]]));
  const shared = new Set(clocks.map((clock) => clock.shared));
  const held =
    [...shared].reduce((sum, one) => sum + one.size, 0) + clocks.reduce((sum, { own }) => sum + own.size, 0);
  // Each by itself they would name eight million.
  expect(held).toBeLessThan(300_000);
});
