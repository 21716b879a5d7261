import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldAll } from '../../src/aggregates/fold.ts';
import type { Event } from '../../src/events/event.ts';
import { bodyDevice } from '../support/body-device.ts';
import { eventOf } from '../support/events.ts';
import { about, createDecider, grow } from '../support/grown-body.ts';
import { spoil, SPOILS } from '../support/hostile-changes.ts';

const edit = fc.record({
  device: fc.integer({ min: 1, max: 3 }),
  at: fc.nat(1000),
  deleted: fc.nat(2),
  inserted: fc.constantFrom('a', 'bc', 'é', '😀', 'x😀y'),
  takes: fc.nat(3),
});

const hostile = fc.record({
  how: fc.constantFrom(...SPOILS),
  of: fc.nat(1000),
  pick: fc.nat(1000),
  depth: fc.integer({ min: 1, max: 14 }),
});

/** Three people who write at once, and one who spoils some of what they wrote, at any place of the order. */
const stream = fc
  .tuple(fc.array(edit, { minLength: 2, maxLength: 10 }), fc.array(hostile, { minLength: 0, maxLength: 3 }))
  .map(([edits, spoils]) => {
    const devices = [1, 2, 3].map((number) => ({ body: bodyDevice(number), taken: 0 }));
    const honest: Event[] = [];
    for (const one of edits) {
      const writer = devices[one.device - 1]!;
      writer.body.receive(...honest.slice(writer.taken, writer.taken + one.takes));
      writer.taken = Math.min(honest.length, writer.taken + one.takes);
      const text = writer.body.text();
      const start = boundary(text, one.at % (text.length + 1));
      const end = boundary(text, Math.min(text.length, start + one.deleted));
      const named = about(honest.length, honest.length + 1, one.device);
      honest.push(writer.body.edit(start, end - start, one.inserted, undefined, named));
    }
    const spoilt = spoils.flatMap(({ how, of, pick, depth }, i) => {
      const [change] = honest[of % honest.length]!.payload['changes'] as readonly string[];
      const changes = spoil(how, change!, pick);
      return changes ? [eventOf(1, 'body.changed', { changes }, about(100 + i, depth, 9))] : [];
    });
    return { honest, spoilt };
  });

const boundary = (text: string, place: number): number =>
  (text.charCodeAt(place) & 0xfc00) === 0xdc00 ? place - 1 : place;

const met = { refused: 0, clean: 0, kept: 0 };

test('QU1, FO1, case 13: whatever a hostile member signs, every order of arrival gives one text and one quarantine', () => {
  fc.assert(
    fc.property(stream, fc.nat(1000), ({ honest, spoilt }, seed) => {
      const events = [...honest, ...spoilt];
      const decider = createDecider(7);
      const { folded } = foldAll(decider, events);
      for (const order of [seed, seed + 1, seed + 2]) {
        const grown = grow(createDecider(8), events, order);
        expect(decider.digest(grown.folded.state)).toEqual(decider.digest(folded.state));
        expect(grown.row.quarantined).toEqual(folded.quarantined);
        const frozen = decider.freeze(grown.folded.state);
        expect(decider.digest(decider.thaw(frozen))).toEqual(decider.digest(folded.state));
      }
      met.refused += folded.quarantined.length > 0 ? 1 : 0;
      met.clean += folded.quarantined.length === 0 ? 1 : 0;
      met.kept += spoilt.length > folded.quarantined.length ? 1 : 0;
    }),
    { numRuns: 100 },
  );
  for (const [what, times] of Object.entries(met)) expect([what, times > 0]).toEqual([what, true]);
}, 120_000);

test('FO1: what honest devices write is quarantined in no order of arrival', () => {
  fc.assert(
    fc.property(stream, fc.nat(1000), ({ honest }, seed) => {
      expect(grow(createDecider(8), honest, seed).row.quarantined).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
