import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldAll } from '../../src/aggregates/fold.ts';
import { allWordings } from '../../src/domain/body/places.ts';
import type { BodyState } from '../../src/domain/body/state.ts';
import type { BodyChanged } from '../../src/domain/body/events.ts';
import type { Event } from '../../src/events/event.ts';
import { bodyDevice } from '../support/body-device.ts';
import { about, createDecider, grow } from '../support/grown-body.ts';

const BEGUN = 'One is here. Two is 😀 there.\nThree';

const step = fc.record({
  device: fc.integer({ min: 1, max: 3 }),
  at: fc.nat(1000),
  deleted: fc.nat(9),
  inserted: fc.constantFrom('', 'x', ' y', '. ', 'Z! ', '\n', '😀', 'No. Yes. '),
  /** How many of the others' events come first. */
  takes: fc.nat(4),
  /** A conflict that is open here is settled instead: as it stands, as a side has it, or otherwise. */
  settles: fc.constantFrom('no', 'standing', 'standing', 'side', 'other'),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Written {
  readonly event: Event;
  /** Which of the events its writer had seen. */
  readonly saw: ReadonlySet<number>;
}

const boundary = (text: string, place: number): number =>
  (text.charCodeAt(place) & 0xfc00) === 0xdc00 ? place - 1 : place;

const met = { conflict: 0, settled: 0, twice: 0 };

/** Three devices that write and settle at once; of each event what it had seen, kept apart from Automerge. */
const play = (steps: readonly Step[]): readonly Written[] => {
  const written: Written[] = [];
  const devices = new Map(
    [1, 2, 3].map((number) => [number, { body: bodyDevice(number), has: new Set<number>() }]),
  );
  const take = (
    { body, has }: { body: ReturnType<typeof bodyDevice>; has: Set<number> },
    up: number,
  ): void => {
    const fresh = written.slice(0, up).flatMap(({ event }, i) => (has.has(i) ? [] : [[i, event] as const]));
    body.receive(...fresh.map(([, event]) => event));
    for (const [i] of fresh) has.add(i);
  };
  const first = devices.get(1)!;
  written.push({ event: first.body.edit(0, 0, BEGUN, undefined, about(0, 1, 1)), saw: new Set() });
  first.has.add(0);
  for (const { device, at, deleted, inserted, takes, settles } of steps) {
    const writer = devices.get(device)!;
    take(writer, Math.max(1, written.length - 4 + takes));
    const { body, has } = writer;
    const [dispute] = body.state().disputes;
    const index = written.length;
    const named = about(index, index + 1, device);
    if (settles !== 'no' && dispute) {
      const names = new Set(dispute.wordings.map(({ name }) => name));
      const sides = written.flatMap(({ event }, i) => (names.has(event.name) ? [i] : []));
      const value = { standing: null, side: dispute.wordings[0]!.text, other: 'All new.' }[settles];
      const saw = new Set(sides.flatMap((i) => [i, ...written[i]!.saw]));
      written.push({ event: body.settle(value, named), saw });
      met.settled++;
    } else {
      const text = body.text();
      const start = boundary(text, at % (text.length + 1));
      const end = boundary(text, Math.min(text.length, start + deleted));
      if (end === start && inserted === '') continue;
      written.push({ event: body.edit(start, end - start, inserted, undefined, named), saw: new Set(has) });
    }
    has.add(index);
  }
  return written;
};

const changeOf = ({ event }: Written): string => (event.payload as BodyChanged).changes[0]!;

/** By the rule alone: at each place the wordings that no other wording there had seen, one for each change. */
const expected = (written: readonly Written[]): ReadonlyMap<string, readonly string[]> => {
  const byPlace = new Map<string, number[]>();
  for (const [i, { event }] of written.entries()) {
    const places = (event.payload as BodyChanged).sentences?.flatMap(({ at }) => at) ?? [];
    for (const place of new Set(places)) byPlace.set(place, [...(byPlace.get(place) ?? []), i]);
  }
  const hasSeen = (one: Written, i: number): boolean =>
    [...one.saw].some((j) => changeOf(written[j]!) === changeOf(written[i]!));
  return new Map(
    [...byPlace].map(([place, all]) => {
      const last = all.filter((i) => !all.some((j) => hasSeen(written[j]!, i)));
      // Events with one change are one wording, under the name of the first.
      const one = last.filter((i) => last.find((j) => changeOf(written[j]!) === changeOf(written[i]!)) === i);
      met.twice += last.length - one.length;
      met.conflict += one.length > 1 ? 1 : 0;
      return [place, one.map((i) => written[i]!.event.name).toSorted()];
    }),
  );
};

const namesOf = ({ wordings }: BodyState): ReadonlyMap<string, readonly string[]> =>
  new Map(allWordings(wordings).map(([place, held]) => [place, held.map(({ name }) => name).toSorted()]));

const disputesOf = ({ disputes }: BodyState) =>
  disputes.map(({ place, wordings, standing }) => ({
    place,
    standing,
    sides: wordings.map(({ name, text }) => [name, text]),
  }));

test('CF3, FO1: the wordings at each place are those that no other had seen, in every order of arrival', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 3, maxLength: 14 }), fc.nat(1000), (steps, seed) => {
      const written = play(steps);
      const events = written.map(({ event }) => event);
      const decider = createDecider(7);
      const { folded } = foldAll(decider, events);
      expect(folded.quarantined).toEqual([]);
      const state = folded.state as BodyState;
      expect(namesOf(state)).toEqual(expected(written));
      for (const order of [seed, seed + 1]) {
        const grown = grow(createDecider(8), events, order);
        expect(grown.row.quarantined).toEqual([]);
        expect(decider.digest(grown.folded.state)).toEqual(decider.digest(state));
        expect(disputesOf(grown.folded.state as BodyState)).toEqual(disputesOf(state));
        const again = decider.thaw(structuredClone(decider.freeze(grown.folded.state)));
        expect(disputesOf(again as BodyState)).toEqual(disputesOf(state));
      }
    }),
    { numRuns: 150 },
  );
  for (const [what, times] of Object.entries(met)) expect([what, times > 0]).toEqual([what, true]);
}, 120_000);
