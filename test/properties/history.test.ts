import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyAggregate,
  withEvents,
  aggregateFromAll,
  type Aggregate,
} from '../../src/aggregates/aggregate.ts';
import { needsWholeStream } from '../../src/aggregates/whole-stream.ts';
import { eventsInside, foldFromSnapshot, foldInside, type Extent } from '../../src/history/at-cut.ts';
import type { Cut } from '../../src/history/cut.ts';
import { headToPosition, type Past } from '../../src/history/past.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import { aggregateType, type AggregateId } from '../../src/kernel/ids.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createDevices, run, segmentsOf, syncAll, type Device } from '../support/devices.ts';
import { everything } from '../support/look-back.ts';
import { doStep, steps, type Step } from '../support/random-work.ts';
import type { AnyDecider } from '../../src/aggregates/fold.ts';
import type { DeviceId } from '../../src/kernel/ids.ts';
import { arbitraryStream, fickle } from '../support/arbitrary-streams.ts';

const AGGREGATES = ['record:0', 'record:1', 'person:1', 'body:1'] as string[] as AggregateId[];
const definitions = createDefinitions({ actor: 'cd'.repeat(16) });
const digest = (id: AggregateId, state: unknown) =>
  (definitions[aggregateType(id) as 'record'].decider as unknown as AnyDecider).digest(state);

const stateAt = async (device: Device, id: AggregateId, cut: Cut): Promise<unknown> => {
  const state = await device.book.history.stateAt(id, cut);
  if (!state.ok) throw new Error(state.error.message);
  return digest(id, state.value);
};

const nowOf = async (device: Device, id: AggregateId): Promise<unknown> =>
  digest(id, (await device.book.aggregate(id)).folded.state);

const record = definitions.record.decider as unknown as AnyDecider;

/** What must have happened now and then, for the property to have shown anything. */
const met = { forked: 0, snapshots: 0, partial: 0 };

/** A device that is given the segments below the ends of a cut and no others. */
const deviceWith = async (from: Device, ends: readonly string[]): Promise<Device> => {
  const all = new Map(
    (await segmentsOf(from)).map((bytes) => {
      const segment = parseSegment(bytes, from.ports.crypto.sha256);
      if (!segment.ok) throw new Error(segment.error.message);
      return [segment.value.hash as string, segment.value];
    }),
  );
  const wanted = new Set<string>();
  const todo = [...ends];
  for (let hash = todo.pop(); hash; hash = todo.pop()) {
    if (wanted.has(hash)) continue;
    wanted.add(hash);
    const { header } = all.get(hash)!;
    todo.push(...header.context.map((head) => head.hash), ...(header.prev === '' ? [] : [header.prev]));
  }
  const [fresh] = await createDevices(1);
  await fresh.book.log.take([...all].filter(([hash]) => wanted.has(hash)).map(([, { bytes }]) => bytes));
  return fresh;
};

const expectCuts = async (work: readonly Step[], pick: number): Promise<void> => {
  const devices = await createDevices(3);
  for (const id of ['record:0', 'record:1']) await run(devices[0]!, 'record.create', id, { title: 'Begun' });
  if (work.length % 2) await syncAll(devices);
  for (const step of work) await doStep(devices, step);

  // Everything that a device has, pending too, is the present.
  for (const device of devices) {
    const all = await everything(device);
    for (const id of AGGREGATES) {
      expect(await stateAt(device, id, all)).toEqual(await nowOf(device, id));
      met.snapshots += (await device.book.aggregate(id)).snapshot ? 1 : 0;
    }
  }
  // At a context it is what a device folds that has exactly these segments.
  await syncAll(devices);
  const [ada] = devices;
  const segments = (await segmentsOf(ada)).map((bytes) => parseSegment(bytes, ada.ports.crypto.sha256));
  const chosen = segments
    .flatMap((segment) => (segment.ok ? [segment.value] : []))
    .filter((_, i) => (i * 7 + pick) % segments.length < 2);
  const ends = chosen.map(({ hash, header }) =>
    headToPosition({ device: header.device, seq: header.seq + header.events - 1, hash }),
  );
  const exact = await deviceWith(
    ada,
    chosen.map(({ hash }) => hash),
  );
  const heads = await ada.book.log.heads();
  met.forked += new Set(heads.map((head) => head.device)).size < heads.length ? 1 : 0;
  met.partial += (await exact.book.log.heads()).length < heads.length ? 1 : 0;
  for (const id of AGGREGATES)
    expect(await stateAt(ada, id, { kind: 'context', ends })).toEqual(await nowOf(exact, id));
};

test('HI1: the state at a context is what a device with exactly these segments folds, and at all of it the present', async () => {
  await fc.assert(fc.asyncProperty(steps, fc.nat(100), expectCuts), { numRuns: 30 });
  for (const [what, times] of Object.entries(met)) expect([what, times > 0]).toEqual([what, true]);
}, 120_000);

test.each([
  ['what fits everywhere', record],
  ['what does not fit at one place and does at another', fickle(record)],
])(
  'HI1: from a snapshot that lies inside, a cut folds to what all of its events fold to: %s',
  (_, decider) => {
    const shortcuts = { taken: 0, refused: 0, withSnapshot: 0 };
    fc.assert(
      fc.property(arbitraryStream(400, 3), fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60)), (events, ends) => {
        let aggregate: Aggregate = emptyAggregate('record:1' as AggregateId, decider);
        for (const [i, event] of events.entries())
          aggregate = needsWholeStream(decider, aggregate, [event])
            ? aggregateFromAll(decider, aggregate.row.aggregate, events.slice(0, i + 1))
            : withEvents(decider, aggregate, [event]);
        // As long a part of each device's log as one likes.
        const lastOf = (device: DeviceId): number => 10 + 3 * ends[Number(device.slice(1))]!;
        const past: Past = { includes: ({ device, seq }) => seq <= lastOf(device), upTo: lastOf };
        const extent: Extent = { kind: 'past', past };
        const { snapshot } = aggregate;
        const inSnapshot = events.filter(
          (event) => !aggregate.row.tail.some(({ name }) => name === event.name),
        );
        if (snapshot && !inSnapshot.every((event) => past.includes(event.place))) return;
        const short = foldFromSnapshot(decider, aggregate, eventsInside(aggregate.row.tail, extent));
        shortcuts[short ? 'taken' : 'refused']++;
        if (!short) return;
        shortcuts.withSnapshot += snapshot ? 1 : 0;
        const whole = foldInside(decider, events, extent);
        expect(decider.digest(short.state)).toEqual(decider.digest(whole.state));
        expect(short.quarantined).toEqual(whole.quarantined);
      }),
      { numRuns: 400 },
    );
    for (const [what, times] of Object.entries(shortcuts)) expect([what, times > 0]).toEqual([what, true]);
  },
);
