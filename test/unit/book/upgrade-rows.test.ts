import { expect, test } from 'vitest';
import { openBook } from '../../../src/book.ts';
import { newestActivity, putActivity } from '../../../src/book/activity-pages.ts';
import type { Versions } from '../../../src/book/versions.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { deliver, openAgain, run, stateOf, type Device } from '../../support/devices.ts';
import { definitionsOf, withDecider } from '../../support/releases.ts';
import { sealAs } from '../../support/seal-as.ts';
import { asRelease, textsOf, team } from '../../support/upgrading.ts';

test('QU1, case 13: a command that was quarantined is tried again by the next version of the decider', async () => {
  const [ada] = await team(1, 1);
  const { decider } = definitionsOf(1).record;
  const failing = withDecider(definitionsOf(1), {
    evolveAll: (state, events) => {
      if (events.some((event) => event.type === 'record.comment-added')) throw new Error('Not yet.');
      return decider.evolveAll!(state, events);
    },
  });
  const broken = await openAgain(ada, { definitions: failing });
  const { bytes } = await sealAs(broken, {
    aggregate: 'record:1',
    drafts: [{ type: 'record.comment-added', v: 1, payload: { text: 'Kept' } }],
  });
  await broken.book.log.take([bytes]);
  const { row } = await broken.book.aggregate('record:1' as AggregateId);
  expect(row.quarantined.map(({ message }) => message)).toEqual(['Not yet.']);
  const mended = await openAgain(ada, { definitions: withDecider(definitionsOf(1), { version: 2 }) });
  expect((await stateOf(mended, 'record:1')).comments.map(({ text }) => text)).toEqual(['Kept']);
});

const changeVersions = (device: Device, change: (made: Versions) => Versions) =>
  device.store.write(['meta'], async (tx) => {
    const made = (await tx.get('meta', 'versions'))!.value as Versions;
    await tx.put('meta', [{ key: 'versions', value: change(made) }]);
  });

test('rows of a projection whose version has changed are made again, and no others', async () => {
  const [ada] = await team(1, 1);
  await run(ada, 'person.create', 'person:1', { name: 'Eve' });
  const read = () =>
    ada.store.read(['records', 'people', 'activity'], async (tx) => ({
      records: await tx.range('records'),
      people: await tx.range('people'),
      activity: await newestActivity(tx, 100),
    }));
  const before = await read();
  const spoil = (version: Versions['projections']) => async () => {
    await ada.store.write(['records', 'people', 'activity'], async (tx) => {
      await tx.put(
        'records',
        before.records.map((row) => ({ ...row, title: 'Old' })),
      );
      await tx.put(
        'people',
        before.people.map((row) => ({ ...row, name: 'Old' })),
      );
      await tx.clear('activity');
      await putActivity(
        tx,
        before.activity.map((row) => ({ ...row, summary: 'Old' })),
        ada.ports.crypto.sha256,
      );
    });
    await changeVersions(ada, (made) => ({ ...made, projections: { ...made.projections, ...version } }));
  };
  const progress: number[] = [];
  await spoil({ record: 0 })();
  await openBook({ ...ada.ports, store: ada.store, definitions: definitionsOf(1) }, ada.identity, (done) =>
    progress.push(done),
  );
  expect(progress.at(-1)).toBe(1);
  let after = await read();
  expect(after.records).toEqual(before.records);
  expect(after.people[0]!.name).toBe('Old');
  expect(after.activity[0]!.summary).toBe('Old');
  await spoil({ person: 0, activity: 0 })();
  await asRelease(ada, 1);
  after = await read();
  expect(after.records[0]!.title).toBe('Old');
  expect(after.people).toEqual(before.people);
  expect(after.activity).toEqual(before.activity);
});

test('an upkeep that is cut off is done at the next opening', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, ada);
  ada.store.failAfter(0);
  await expect(asRelease(ada, 2)).rejects.toThrow('The disk is full');
  expect(await textsOf(await asRelease(ada, 2))).toContain('By 2');
});
