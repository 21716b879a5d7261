import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bodyDelta } from '../../../src/domain/body/state.ts';
import type { Event } from '../../../src/events/event.ts';
import { bodyDevice } from '../../support/body-device.ts';

interface Step {
  readonly device: number;
  readonly at: number;
  readonly deleted: number;
  readonly inserted: string;
  /** How many of the others' events the device takes in first. */
  readonly takes: number;
  /** Made where the device had seen the text one event ago. */
  readonly late: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  device: fc.nat(2),
  at: fc.nat(1000),
  deleted: fc.nat(3),
  inserted: fc.constantFrom('a', 'bc', 'é', '😀', 'x😀y'),
  takes: fc.nat(3),
  late: fc.boolean(),
});

/** The nearest place that is not inside a character. */
const between = (text: string, at: number): number => {
  const place = Math.min(at, text.length);
  return (text.charCodeAt(place) & 0xfc00) === 0xdc00 ? place - 1 : place;
};

/** Three devices write while their events reach the others late. */
const play = (steps: readonly Step[]): readonly Event[] => {
  const events: Event[] = [];
  const devices = [1, 2, 3].map((number) => ({ body: bodyDevice(number), taken: 0 }));
  for (const { device, at, deleted, inserted, takes, late } of steps) {
    const writer = devices[device]!;
    const before = { text: writer.body.text(), heads: writer.body.heads() };
    writer.body.receive(...events.slice(writer.taken, writer.taken + takes));
    writer.taken = Math.min(events.length, writer.taken + takes);
    const seen = late ? before : { text: writer.body.text(), heads: writer.body.heads() };
    const start = between(seen.text, at % (seen.text.length + 1));
    const end = between(seen.text, start + deleted);
    events.push(writer.body.edit(start, end - start, inserted, seen.heads));
  }
  return events;
};

const applied = (
  text: string,
  splices: readonly { at: number; deleted: number; inserted: string }[],
): string =>
  splices.reduce(
    (before, { at, deleted, inserted }) => before.slice(0, at) + inserted + before.slice(at + deleted),
    text,
  );

test('QU1: whatever is typed, others count it', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
      const [writer, reader] = [bodyDevice(1), bodyDevice(2)];
      for (const one of texts) {
        const event = writer.edit(0, 0, one);
        expect(reader.fits(event)).toBe(true);
        reader.receive(event);
      }
      const gone = writer.edit(0, writer.text().length, '');
      expect(reader.fits(gone)).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('FO1: one by one or at once, with repeats and a restart, gives one text', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(12), (steps, cut) => {
      const events = play(steps);
      const [straight, mixed] = [bodyDevice(8), bodyDevice(9)];
      straight.receive(...events);
      for (const event of events.slice(0, cut)) mixed.receiveOne(event);
      mixed.restart();
      mixed.receive(...events.slice(0, cut), ...events);
      expect(mixed.text()).toBe(straight.text());
      expect(mixed.heads().toSorted()).toEqual(straight.heads().toSorted());
    }),
    { numRuns: 60 },
  );
});

test('what happened since some heads, applied to the text as it was there, gives the text as it is', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), fc.nat(12), (steps, cut) => {
      const events = play(steps);
      const reader = bodyDevice(9);
      reader.receive(...events.slice(0, cut));
      const before = { text: reader.text(), heads: reader.heads() };
      reader.receive(...events.slice(cut));
      const delta = bodyDelta(reader.state(), before.heads);
      if (!delta.ok) throw new Error(delta.error.message);
      expect(applied(before.text, delta.value.splices)).toBe(reader.text());
      expect(delta.value.heads).toEqual(reader.heads());
    }),
    { numRuns: 60 },
  );
});
