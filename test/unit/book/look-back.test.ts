import { expect, test } from 'vitest';
import { shown } from '../../../src/domain/register.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { HistoryStep } from '../../../src/projections/history.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import {
  cloneDevice,
  createDevices,
  deliver,
  openAgain,
  run,
  segmentsOf,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { atStep, everything, recordAt, stepsOf, textAt } from '../../support/look-back.ts';

const titleOf = (state: RecordState) => shown(state.title);
const titlesOf = (state: RecordState) => state.title.map(({ value }) => value).toSorted();
/** A device whose clock says this at its next commands. */
const at = (device: Device, instant: string): Promise<Device> =>
  openAgain(device, { clock: { now: () => Date.parse(instant), offset: () => 0 } });

test('HI1: at an event the record is what its device knew then, and nothing that was written elsewhere meanwhile', async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await syncAll([ada, bob]);
  await run(ada, 'record.set-title', 'record:1', { title: 'By Ada' });
  await run(bob, 'record.set-title', 'record:1', { title: 'By Bob' });
  await run(bob, 'record.add-tag', 'record:1', { tag: 'wet' });
  await syncAll([ada, bob]);
  const steps = await stepsOf(ada, 'record:1');
  expect(steps).toHaveLength(4);
  for (const step of steps.slice(1)) {
    const state = await recordAt(ada, 'record:1', atStep(step));
    expect(titlesOf(state)).toEqual([step.device === ada.identity.device ? 'By Ada' : 'By Bob']);
  }
  expect(titlesOf(await stateOf(ada, 'record:1'))).toEqual(['By Ada', 'By Bob']);
});

test('HI1: a command is inside or outside as a whole, whichever of its events is named', async () => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await run(ada, 'record.put-back', 'record:1', { parts: { title: ['Two'], status: ['closed'] } });
  const [, both] = await stepsOf(ada, 'record:1');
  const { place } = both!;
  const early = await recordAt(ada, 'record:1', { kind: 'event', at: { ...place, seq: place.seq - 1 } });
  expect([titleOf(early), shown(early.status)]).toEqual(['Two', 'closed']);
  const before = await recordAt(ada, 'record:1', { kind: 'event', at: { ...place, seq: place.seq - 2 } });
  expect([titleOf(before), shown(before.status)]).toEqual(['One', undefined]);
});

test('HI1: a step keeps its place when it is sealed, in this session and the next', async () => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  const [step] = await stepsOf(ada, 'record:1');
  await run(ada, 'record.set-title', 'record:1', { title: 'Two' });
  await ada.book.seal();
  for (const device of [ada, await openAgain(ada)])
    expect(titleOf(await recordAt(device, 'record:1', atStep(step!)))).toBe('One');
});

test('HI1: at a claimed time are the events that claim it or an earlier one, whatever their order', async () => {
  const [ada] = await createDevices(1);
  await run(await at(ada, '2026-05-01T10:00:00Z'), 'record.create', 'record:1', { title: 'One' });
  await run(await at(ada, '2036-05-01T10:00:00Z'), 'record.add-tag', 'record:1', { tag: 'future' });
  const now = await at(ada, '2026-05-02T10:00:00Z');
  await run(now, 'record.set-title', 'record:1', { title: 'Two' });
  const seen = async (instant: string) => {
    const state = await recordAt(now, 'record:1', { kind: 'time', instant: Date.parse(instant) });
    return [titleOf(state), Object.keys(state.tags).toSorted()];
  };
  expect(await seen('2026-04-30T10:00:00Z')).toEqual([undefined, []]);
  expect(await seen('2026-05-01T10:00:00Z')).toEqual(['One', []]);
  expect(await seen('2026-05-02T10:00:00Z')).toEqual(['Two', []]);
  expect(await seen('2036-05-01T10:00:00Z')).toEqual(['Two', ['future']]);
});

test('HI1: what a device knew at 10:42 is its last command by then, and all it had seen', async () => {
  const [ada, bob] = await createDevices(2);
  await run(await at(ada, '2026-05-01T09:00:00Z'), 'record.create', 'record:1', { title: 'One' });
  await deliver(ada, bob);
  const early = await at(bob, '2026-05-01T10:00:00Z');
  await run(early, 'record.add-tag', 'record:1', { tag: 'seen' });
  await run(await at(ada, '2026-05-01T10:30:00Z'), 'record.set-title', 'record:1', { title: 'Two' });
  await deliver(await openAgain(ada), early);
  await run(await at(early, '2026-05-01T10:50:00Z'), 'record.add-tag', 'record:1', { tag: 'late' });
  const all = await openAgain(ada);
  await deliver(await openAgain(early), all);
  const known = async (device: Device, time: string) => {
    const cut = await all.book.history.knownBy(device.identity.device, Date.parse(`2026-05-01T${time}:00Z`));
    const state = await recordAt(all, 'record:1', cut);
    return [titleOf(state), Object.keys(state.tags).toSorted()];
  };
  expect(await known(bob, '10:42')).toEqual(['One', ['seen']]);
  expect(await known(bob, '10:55')).toEqual(['Two', ['late', 'seen']]);
  expect(await known(ada, '10:42')).toEqual(['Two', []]);
  expect(await known(bob, '05:00')).toEqual([undefined, []]);
});

test('HI1: prose is read as it stood at any of its events', async () => {
  const [ada] = await createDevices(1);
  for (const inserted of ['One. ', 'Two. ', 'Three. '])
    await run(ada, 'body.edit', 'body:1', { splices: [{ at: 0, deleted: 0, inserted }] });
  const steps = await stepsOf(ada, 'body:1');
  const texts = await Promise.all(steps.map((step) => textAt(ada, 'body:1', atStep(step))));
  expect(texts).toEqual(['One. ', 'Two. One. ', 'Three. Two. One. ']);
});

test('HI1: the lists of the whole book at a cut are those that were on screen then', async () => {
  const [ada] = await createDevices(1);
  for (let i = 0; i < 40; i++) await run(ada, 'record.create', `record:${i}`, { title: `${i}` });
  await run(ada, 'person.create', 'person:1', { name: 'Ada', age: 36 });
  await run(ada, 'record.add-task', 'record:0', { title: 'Look' });
  const then = await everything(ada);
  const rows = await Promise.all(
    (['records', 'people', 'tasks'] as const).map((table) =>
      ada.store.read([table], (tx) => tx.range(table)),
    ),
  );
  for (let i = 0; i < 60; i++) await run(ada, 'record.set-title', 'record:0', { title: `${i}` });
  await run(ada, 'record.create', 'record:late', { title: 'Late' });
  await ada.book.seal();
  const progress: number[] = [];
  const found = await ada.book.history.bookAt(then, (done) => progress.push(done));
  if (!found.ok) throw new Error(found.error.message);
  const byId = <Row extends { readonly id: string }>(list: readonly Row[]) =>
    list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(
    [found.value.records, found.value.people, found.value.tasks].map((list) =>
      byId<{ readonly id: string }>(list),
    ),
  ).toEqual(rows.map((list) => byId<{ readonly id: string }>(list)));
  expect(progress.at(-1)).toBe(1);
});

test('HI1, FK1: of a forked log a cut holds the branch that it lies on, and not the same numbers on the other', async () => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await ada.book.seal();
  const clone = await cloneDevice(ada, 'clone');
  await run(clone, 'record.add-tag', 'record:1', { tag: 'clone' });
  await run(ada, 'record.add-tag', 'record:1', { tag: 'own' });
  await run(ada, 'record.set-title', 'record:1', { title: 'Two' });
  await clone.book.seal();
  await ada.book.seal();
  await ada.book.log.take(await segmentsOf(clone));
  const tags = async (step: HistoryStep) =>
    Object.keys((await recordAt(ada, 'record:1', atStep(step))).tags).toSorted();
  const steps = await stepsOf(ada, 'record:1');
  const stepOf = (summary: string) => steps.find(({ changes }) => changes[0]!.summary === summary)!;
  expect(await tags(stepOf('clone'))).toEqual(['clone']);
  expect(await tags(stepOf('Two'))).toEqual(['own']);
  expect(await recordAt(ada, 'record:1', await everything(ada))).toEqual(await stateOf(ada, 'record:1'));
});

test('HI1: the steps are those that there are, while more come, in a tail and behind a snapshot', async () => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await syncAll([ada, bob]);
  for (let i = 1; i < 50; i++) {
    await run(ada, 'record.set-title', 'record:1', { title: `${i}` });
    if (i % 4 === 0) await ada.book.seal();
    const steps = await stepsOf(ada, 'record:1');
    expect(steps).toHaveLength(i + 1);
    expect(titleOf(await recordAt(ada, 'record:1', atStep(steps.at(-1)!)))).toBe(`${i}`);
    expect(titleOf(await recordAt(ada, 'record:1', atStep(steps.at(-2)!)))).toBe(
      i === 1 ? 'One' : `${i - 1}`,
    );
  }
  await run(bob, 'record.add-tag', 'record:1', { tag: 'late' });
  await deliver(bob, ada);
  expect(await stepsOf(ada, 'record:1')).toEqual(await stepsOf(await openAgain(ada), 'record:1'));
  expect(await stepsOf(ada, 'record:1')).toHaveLength(51);
});

test('HI1: a part of the book that is not here is said to be missing', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  const cut = await everything(bob);
  const state = await ada.book.history.stateAt('record:1' as AggregateId, cut);
  expect(state).toMatchObject({ ok: false, error: { code: 'not-here' } });
});
