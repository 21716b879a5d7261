import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordParts } from '../../src/domain/record/parts.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import {
  createDevices,
  deliver,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../support/devices.ts';

const RECORD = 'record:1';

interface Edit {
  readonly do: 'edit';
  readonly by: number;
  readonly kind: number;
  readonly value: number;
}
type Step =
  | Edit
  | { readonly do: 'undo' | 'redo' | 'reopen' | 'seal' }
  | { readonly do: 'deliver'; readonly from: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('edit' as const),
        by: fc.nat(1),
        kind: fc.nat(9),
        value: fc.nat(3),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), from: fc.nat(1) }) },
    {
      weight: 4,
      arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'redo' as const, 'undo' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('reopen' as const, 'seal' as const) }) },
  ),
  { minLength: 4, maxLength: 40, size: 'max' },
);

const edit = async (device: Device, { kind, value }: Edit): Promise<void> => {
  const { tasks, tags } = await stateOf(device, RECORD);
  const task = tasks.find((one) => !one.removed)?.id ?? '0'.repeat(64);
  const word = ['north', 'south', 'east', 'west'][value]!;
  const commands: readonly object[] = [
    { type: 'record.set-title', title: word },
    { type: 'record.set-field', field: `f${value % 2}`, value },
    { type: 'record.set-status', status: ['open', 'in review', 'closed', 'open'][value] },
    { type: 'record.add-tag', tag: word },
    { type: 'record.remove-tag', tag: Object.keys(tags)[0] ?? word },
    { type: 'record.add-task', title: word },
    { type: 'record.set-task', task, done: value % 2 === 0 },
    { type: 'record.remove-task', task },
    { type: 'record.archive' },
    { type: 'record.add-comment', text: word },
  ];
  await device.book.execute({ id: device.newId(), aggregate: RECORD, ...commands[kind] });
};

const valuesOf = (state: RecordState) =>
  Object.fromEntries([...recordParts(state)].map(([part, { values }]) => [part, values]));

/** Fields as they are shown: one that was not there is put back empty. */
const sameParts = (a: object, b: object): void => {
  const isEmpty = (values: unknown) => ['[null]', '[false]'].includes(JSON.stringify(values));
  const filled = (parts: object) =>
    Object.fromEntries(Object.entries(parts).filter(([, values]) => !isEmpty(values)));
  expect(filled(a)).toEqual(filled(b));
};

/** Values that others have written and that stand. */
const foreignIn = (state: RecordState, own: Device): readonly string[] =>
  Object.entries({
    title: state.title,
    status: state.status,
    assignee: state.assignee,
    archived: state.archived,
    ...state.fields,
  }).flatMap(([part, register]) =>
    register
      .filter((held) => held.device !== own.identity.device)
      .map((held) => `${part}: ${JSON.stringify(held.value)}`),
  );
const allIn = (state: RecordState): readonly string[] =>
  Object.entries({
    title: state.title,
    status: state.status,
    assignee: state.assignee,
    archived: state.archived,
    ...state.fields,
  }).flatMap(([part, register]) => register.map((held) => `${part}: ${JSON.stringify(held.value)}`));

const met = { undone: 0, redone: 0, refused: 0, foreign: 0 };

const expectNothingLost = async (work: readonly Step[]): Promise<void> => {
  const devices = await createDevices(2);
  await run(devices[0]!, 'record.create', RECORD, { title: 'Begun' });
  await syncAll(devices);
  for (const step of work) {
    const [ada, bob] = devices;
    if (step.do === 'edit') await edit(devices[step.by]!, step);
    else if (step.do === 'deliver') await (step.from === 0 ? deliver(ada, bob) : deliver(bob, ada));
    else if (step.do === 'seal') await ada.book.seal();
    else if (step.do === 'reopen') devices[0] = await openAgain(ada);
    else {
      const before = await stateOf(ada, RECORD);
      const outcome = await ada.book.history.undo(step.do, []);
      const after = await stateOf(ada, RECORD);
      const foreign = foreignIn(before, ada);
      met.foreign += foreign.length;
      expect(allIn(after)).toEqual(expect.arrayContaining([...foreign]));
      if (outcome.kind !== 'done') {
        met.refused += outcome.kind === 'refused' ? 1 : 0;
        expect(after).toEqual(before);
        continue;
      }
      met[step.do === 'undo' ? 'undone' : 'redone']++;
      if (step.do === 'redo') continue;
      expect(await ada.book.history.undo('redo', [])).toMatchObject({ kind: 'done' });
      sameParts(valuesOf(await stateOf(ada, RECORD)), valuesOf(before));
      expect(await ada.book.history.undo('undo', [])).toMatchObject({ kind: 'done' });
      sameParts(valuesOf(await stateOf(ada, RECORD)), valuesOf(after));
    }
  }
  await syncAll(devices);
  expect(new Set(await hashesOf(devices)).size).toBe(1);
};

test('HI3: undo drops no value of others, whatever came in between, and redo gives back the state before it', async () => {
  await fc.assert(fc.asyncProperty(steps, expectNothingLost), { numRuns: 60 });
  for (const [what, times] of Object.entries(met)) expect([what, times > 0]).toEqual([what, true]);
}, 120_000);
