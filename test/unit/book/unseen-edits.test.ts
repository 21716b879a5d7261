import { expect, test } from 'vitest';
import { isArchived, lastEdits } from '../../../src/domain/record/marks.ts';
import { namesIn } from '../../../src/domain/register.ts';
import {
  conflictsOf,
  createDevices,
  deliver,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
} from '../../support/devices.ts';

const record = 'record:1';

const withRecord = async () => {
  const devices = await createDevices(2);
  const [ada, ben] = devices;
  await run(ada, 'record.create', record, { title: 'Bridge' });
  await syncAll(devices);
  return { ada, ben };
};
type Device = Awaited<ReturnType<typeof withRecord>>['ada'];

const editOf = async (ben: Device, ada: Device) => {
  await run(ben, 'record.set-field', record, { field: 'Crack', value: 'new, 3 cm' });
  await deliver(ben, ada);
};

const expectInDoubt = async (devices: readonly Device[]) => {
  for (const device of devices) {
    const { archived } = await stateOf(device, record);
    expect([isArchived(archived), archived.map((held) => held.value)]).toEqual([false, [true, false]]);
    const rows = await conflictsOf(device);
    expect(rows.map(({ kind }) => kind)).toEqual(['archive']);
  }
  expect(new Set(await hashesOf(devices)).size).toBe(1);
};

test('CF2: an archiving puts away no edit that came after what was on screen', async () => {
  const { ada, ben } = await withRecord();
  const onScreen = await stateOf(ada, record);
  await editOf(ben, ada);
  const over = [...namesIn(onScreen.archived), ...lastEdits(onScreen)];
  await run(ada, 'record.archive', record, { over });
  await syncAll([ada, ben]);
  await expectInDoubt([ada, ben]);
});

test('CF2: an archiving that is decided again, since another window took an edit, puts none away', async () => {
  const { ada, ben } = await withRecord();
  const second = await openAgain(ada);
  await stateOf(second, record);
  await editOf(ben, ada);
  await run(second, 'record.archive', record);
  await ada.book.refresh();
  await syncAll([ada, ben]);
  await expectInDoubt([ada, ben]);
});

test('CF2: putting a record back to when it was archived puts away no edit that came meanwhile', async () => {
  const { ada, ben } = await withRecord();
  const onScreen = await stateOf(ada, record);
  await editOf(ben, ada);
  const over = [...namesIn(onScreen.title), ...lastEdits(onScreen)];
  const parts = { title: ['Bridge, old'], archived: [true] };
  await run(ada, 'record.put-back', record, { parts, over });
  await syncAll([ada, ben]);
  await expectInDoubt([ada, ben]);
});

test('CF2: a sign-off is refused where an edit came after what was on screen, and given once it is seen', async () => {
  const { ada, ben } = await withRecord();
  const onScreen = await stateOf(ada, record);
  await editOf(ben, ada);
  const sign = (over: readonly string[]) =>
    ada.book.execute({ id: ada.newId(), type: 'record.sign-off', aggregate: record, meaning: 'Safe', over });
  expect(await sign(lastEdits(onScreen))).toMatchObject({ ok: false, error: { code: 'changed-meanwhile' } });
  expect(await sign(lastEdits(await stateOf(ada, record)))).toMatchObject({ ok: true });
});
