import { expect, test } from 'vitest';
import { record } from '../../../src/domain/record/decider.ts';
import { isArchived } from '../../../src/domain/record/marks.ts';
import { isConflict } from '../../../src/domain/register.ts';
import type { Event } from '../../../src/events/event.ts';
import { specify } from '../../support/decider-spec.ts';
import { eventOf, nameOf, onDevice } from '../../support/events.ts';

const given = specify(record.decider);
const fold = (...events: readonly Event[]) => given(...events).state;
const created = eventOf(1, 'record.created', { title: 'Bridge' });

const over = (...numbers: readonly number[]) => ({ over: numbers.map(nameOf) });
const set = (number: number, names: readonly number[], device = 2) =>
  eventOf(
    number,
    'record.title-set',
    { title: `Bridge ${number}` },
    { ...over(...names), ...onDevice(device, number) },
  );
/** Saw the creation, and nothing else. */
const archived = (number: number) => eventOf(number, 'record.archived', { edits: 1 }, over(1));
const signed = (number: number) =>
  eventOf(number, 'record.signed', { meaning: 'Approved', covers: nameOf(0), edits: 1 }, over(1));

test('CF2: an edit and an archiving that had not seen one another keep the record and are a conflict, whichever sorts first', () => {
  for (const events of [
    [created, archived(2), set(3, [1])],
    [created, set(2, [1]), archived(3)],
  ]) {
    const state = fold(...events);
    expect(isArchived(state.archived)).toBe(false);
    expect(isConflict(state.archived)).toBe(true);
    const sides = state.archived.map((held) => ({ name: held.name, value: held.value }));
    expect(new Set(sides)).toEqual(
      new Set(events.slice(1).map(({ name, type }) => ({ name, value: type === 'record.archived' }))),
    );
  }
});

test('CF2: an edit by one who had seen the archiving brings the record back without a conflict', () => {
  const state = fold(created, archived(2));
  expect(isArchived(state.archived)).toBe(true);
  const { outcome, state: after } = given(created, archived(2)).when({
    type: 'record.add-comment',
    text: 'Back',
  });
  expect(outcome).toMatchObject([{ type: 'record.comment-added', over: [nameOf(2)] }]);
  expect(after.archived).toEqual([]);
});

test('CF2: archiving or restoring over both settles the conflict', () => {
  const contested = given(created, archived(2), set(3, [1]));
  const put = contested.when({ type: 'record.archive' }).state;
  expect([isArchived(put.archived), isConflict(put.archived)]).toEqual([true, false]);
  const kept = contested.when({ type: 'record.restore' }).state;
  expect([isArchived(kept.archived), isConflict(kept.archived)]).toEqual([false, false]);
});

test('CF2: an edit of a record in doubt does not settle it', () => {
  const { state } = given(created, archived(2), set(3, [1])).when({
    type: 'record.set-title',
    title: 'Ferry',
  });
  expect(isConflict(state.archived)).toBe(true);
});

test('CF2: many edits of one device are one side, of several devices one each', () => {
  const state = fold(created, archived(2), set(3, [1]), set(4, [3]), set(5, [1], 3));
  expect(state.archived.map((held) => held.name)).toEqual([2, 4, 5].map(nameOf));
});

test('CF2: settled on two devices alike it is settled, and differently it is one conflict of the two', () => {
  const before = [created, archived(2), set(3, [1])];
  const put = (number: number) => eventOf(number, 'record.archived', { edits: 2 }, over(2, 3));
  const keep = (number: number) => eventOf(number, 'record.restored', {}, over(2, 3));
  expect(isConflict(fold(...before, put(4), put(5)).archived)).toBe(false);
  expect(isArchived(fold(...before, put(4), put(5)).archived)).toBe(true);
  expect(fold(...before, put(4), keep(5)).archived.map((held) => held.name)).toEqual([4, 5].map(nameOf));
});

test('CF2: an edit that saw the sign-off is an amendment; one that did not is a conflict, whichever sorts first', () => {
  const amended = given(created, signed(2)).when({ type: 'record.set-title', title: 'Ferry' });
  expect(amended.outcome).toMatchObject([{ over: [nameOf(1), nameOf(2)] }]);
  expect(amended.state.signOffs).toMatchObject([{ amendments: 1, standing: [] }]);
  for (const events of [
    [created, signed(2), set(3, [1])],
    [created, set(2, [1]), signed(3)],
  ]) {
    const [signOff] = fold(...events).signOffs;
    expect(signOff!.amendments).toBe(0);
    expect(isConflict(signOff!.standing)).toBe(true);
    expect(signOff!.standing.map((held) => held.name).toSorted()).toEqual([nameOf(2), nameOf(3)]);
  }
});

test('CF2: a sign-off that does not say how much it saw is not put in doubt by what sorts before it', () => {
  const old = eventOf(3, 'record.signed', { meaning: 'Approved', covers: nameOf(0) });
  expect(fold(created, set(2, [1]), old).signOffs[0]!.standing).toEqual([]);
});

test('CF2: a sign-off in doubt is settled by one more event over both; later doubt is a new conflict', () => {
  const contested = given(created, signed(2), set(3, [1]));
  const signOff = nameOf(2);
  for (const stands of [true, false]) {
    const { state, outcome } = contested.when({ type: 'record.settle-sign-off', signOff, stands });
    expect(outcome).toMatchObject([{ type: 'record.sign-off-settled', over: [nameOf(2), nameOf(3)] }]);
    expect(state.signOffs[0]!.standing.map((held) => held.value)).toEqual([stands]);
  }
  const settled = (number: number, stands: boolean) =>
    eventOf(number, 'record.sign-off-settled', { signOff, stands }, over(2, 3));
  const before = [created, signed(2), set(3, [1])];
  const standing = (...events: readonly Event[]) => fold(...before, ...events).signOffs[0]!.standing;
  expect(isConflict(standing(settled(4, true), settled(5, true)))).toBe(false);
  expect(standing(settled(4, true), settled(5, false)).map((held) => held.name)).toEqual([4, 5].map(nameOf));
  expect(isConflict(standing(settled(4, true), set(5, [1], 3)))).toBe(true);
  expect(isConflict(standing(settled(4, false), set(5, [1], 3)))).toBe(false);
});

test('CF2: settling a sign-off that is not there is refused', () => {
  const asked = { type: 'record.settle-sign-off', signOff: nameOf(9), stands: true } as const;
  expect(given(created).when(asked).outcome).toMatchObject({ refused: 'not-found', at: 'signOff' });
});

test('ON1, CF2: a copy of an edit, by one who had not seen the archiving or the sign-off, changes nothing', () => {
  const copy: Event = { ...set(2, [1]), ...onDevice(3, 5), copy: true };
  for (const events of [
    [created, set(2, [1]), { ...archived(3), payload: { edits: 2 }, ...over(1, 2) }],
    [created, signed(2), set(3, [1, 2])],
  ])
    expect(fold(...events, copy)).toEqual(fold(...events));
});
