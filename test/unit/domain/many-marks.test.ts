import { expect, test } from 'vitest';
import { record } from '../../../src/domain/record/decider.ts';
import type { Event } from '../../../src/events/event.ts';
import { eventOf, nameOf } from '../../support/events.ts';

const MANY = 20_000;
const HALF = MANY / 2;
const task = nameOf(0);
const signed = { meaning: 'Checked', covers: nameOf(1), edits: MANY };

/** What a member may send in a megabyte: each written as if nothing stood there, or was known. */
const folded = (toEvent: (number: number) => Event, ...first: readonly Event[]) =>
  record.decider.evolveAll!(record.decider.initial, [
    ...first,
    ...Array.from({ length: MANY }, (_, i) => toEvent(i + 1)),
  ]);

/** Of this thread's time and not by the clock, for that is others' too. Measured: 0.1 to 0.6 s; by the square 7 to 26. */
const ENOUGH = 2_500_000;
const expectSoon = (began: NodeJS.CpuUsage): void =>
  expect(process.threadCpuUsage(began).user).toBeLessThan(ENOUGH);

const edit = (number: number) => eventOf(number, 'record.tag-added', { tag: 'span' });

test('CF1, CF2: twenty thousand writes of a task that name nothing fold as fast as they are many', () => {
  const began = process.threadCpuUsage();
  const added = eventOf(0, 'record.task-added', { title: 'Paint' });
  const { tasks } = folded(
    (number) =>
      number % 2
        ? eventOf(number, 'record.task-set', { task, title: `${number}` })
        : eventOf(number, 'record.task-removed', { task }),
    added,
  );
  expect([tasks[0]!.title.length, tasks[0]!.removed]).toEqual([1 + HALF, false]);
  const each = folded((number) =>
    number <= HALF
      ? eventOf(number, 'record.task-added', { title: 'Paint' })
      : eventOf(number, 'record.task-set', { task: nameOf(number - HALF), done: true }),
  );
  expect(each.tasks.filter(({ done }) => done.length === 1)).toHaveLength(HALF);
  expectSoon(began);
});

test('CF1, CF2: ten thousand archivings that name nothing, and as many edits, fold as fast as they are many', () => {
  const began = process.threadCpuUsage();
  const { archived, edits } = folded((number) =>
    number <= HALF ? eventOf(number, 'record.archived', { edits: 0 }) : edit(number),
  );
  expect([archived.filter(({ value }) => value).length, edits]).toEqual([HALF, HALF]);
  expectSoon(began);
});

test('CF2: ten thousand sign-offs, and as many edits or decisions that name nothing, fold as fast as they are many', () => {
  const began = process.threadCpuUsage();
  const sign = (number: number) => eventOf(number, 'record.signed', signed);
  const edited = folded((number) => (number <= HALF ? sign(number) : edit(number)));
  expect(edited.signOffs.filter(({ standing }) => standing.length === 2)).toHaveLength(4);
  const settled = folded((number) =>
    number <= HALF
      ? sign(number)
      : eventOf(number, 'record.sign-off-settled', { signOff: nameOf(1), stands: number % 2 === 0 }),
  );
  expect(settled.signOffs[0]!.standing).toHaveLength(HALF);
  expectSoon(began);
});
