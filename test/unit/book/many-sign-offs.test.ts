import { expect, test } from 'vitest';
import { marksOf } from '../../../src/domain/record/marks.ts';
import { namesIn, toOver } from '../../../src/domain/register.ts';
import type { Draft } from '../../../src/events/event.ts';
import { settlementToCommand } from '../../../src/projections/settlement.ts';
import { conflictsOf, createDevices, run, stateOf, syncAll, type Device } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const RECORD = 'record:1';
const signed: Draft = {
  type: 'record.signed',
  v: 1,
  payload: { meaning: 'checked', covers: '0'.repeat(64) },
};

/** A record that a member signed more often than an edit can name, in one command. */
const signedTooOften = async (): Promise<readonly [Device, Device]> => {
  const [ada, eve] = await createDevices(2);
  await run(ada, 'record.create', RECORD, { title: 'Bridge' });
  await syncAll([ada, eve]);
  // What is sealed behind her comment has seen what that has.
  await run(eve, 'record.add-comment', RECORD, { text: 'Looked at' });
  await syncAll([ada, eve]);
  const { bytes } = await sealAs(eve, {
    aggregate: RECORD,
    drafts: Array.from({ length: 2000 }, () => signed),
  });
  await ada.book.log.take([bytes]);
  await eve.book.log.take([bytes]);
  return [ada, eve];
};

test('CF1: a record that was signed more often than an edit can name is edited like any other', async () => {
  const [ada] = await signedTooOften();
  for (const title of ['One', 'Two']) {
    const state = await stateOf(ada, RECORD);
    // As the page names it, and as whoever names nothing.
    const over = title === 'One' ? { over: toOver(namesIn(state.title), marksOf(state)) } : {};
    await run(ada, 'record.set-title', RECORD, { title, ...over });
    expect((await stateOf(ada, RECORD)).title.map(({ value }) => value)).toEqual([title]);
  }
  expect(await conflictsOf(ada)).toEqual([]);
});

test('CF1: a conflict in a record that was signed very often is settled by one more write', async () => {
  const [ada, eve] = await signedTooOften();
  await run(ada, 'record.set-title', RECORD, { title: 'Ada' });
  await run(eve, 'record.set-title', RECORD, { title: 'Eve' });
  await syncAll([ada, eve]);
  const [row, ...others] = await conflictsOf(ada);
  expect(others).toEqual([]);
  const { type, aggregate, ...rest } = settlementToCommand(row!, {
    conflict: row!.id,
    over: row!.over,
    value: 'Both',
  });
  await run(ada, type, aggregate as string, rest);
  expect((await stateOf(ada, RECORD)).title.map(({ value }) => value)).toEqual(['Both']);
  expect(await conflictsOf(ada)).toEqual([]);
});

test('CF2: an edit that had not seen the newest sign-off of somebody who signs often is told against it', async () => {
  const [ada, ben] = await createDevices(2);
  await run(ada, 'record.create', RECORD, { title: 'Bridge' });
  for (let i = 0; i < 9; i++) await run(ada, 'record.sign-off', RECORD, { meaning: `week ${i}` });
  await syncAll([ada, ben]);
  await run(ada, 'record.sign-off', RECORD, { meaning: 'week 9' });
  await run(ben, 'record.set-title', RECORD, { title: 'Ferry' });
  await syncAll([ada, ben]);
  expect(await conflictsOf(ada)).toMatchObject([{ kind: 'sign-off', label: 'week 9' }]);
  expect(await conflictsOf(ben)).toEqual(await conflictsOf(ada));
});
