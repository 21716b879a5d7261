import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { openBook } from '../../../src/book.ts';
import { newestActivity, putActivity } from '../../../src/book/activity-pages.ts';
import type { Versions } from '../../../src/book/versions.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Crypto } from '../../../src/kernel/ports.ts';
import {
  createDevices,
  deliver,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { definitionsOf, withDecider, type Release } from '../../support/releases.ts';
import { sealAs } from '../../support/seal-as.ts';

const as = (device: Device, release: Release): Promise<Device> =>
  openAgain(device, { definitions: definitionsOf(release, device.newId()) });

const textsOf = async (device: Device): Promise<readonly string[]> =>
  (await stateOf(device, 'record:1')).entries.map(({ text }) => text);

/** Two devices that know of record 1, of the given releases. */
const team = async (...releases: readonly [Release, Release]): Promise<[Device, Device]> => {
  const [ada, bob] = (await createDevices(2)) as [Device, Device];
  await run(ada, 'record.create', 'record:1', { title: 'One' });
  await run(ada, 'record.add-entry', 'record:1', { text: 'By 1\nof Ada' });
  await deliver(ada, bob);
  return [await as(ada, releases[0]), await as(bob, releases[1])];
};

/** Bodies decrypted while `work` runs: segments opened. */
const opening = async (device: Device, work: (watched: Device) => Promise<unknown>): Promise<number> => {
  const decrypt = vi.fn<Crypto['decrypt']>(device.ports.crypto.decrypt);
  await work({ ...device, ports: { ...device.ports, crypto: { ...device.ports.crypto, decrypt } } });
  return decrypt.mock.calls.length;
};

test('AS1, case 14: what a newer release wrote is folded when this device is upgraded, without a rebuild', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, ada);
  expect(await textsOf(ada)).toEqual(['By 1\nof Ada']);
  const later = await as(ada, 2);
  expect(await textsOf(later)).toEqual(['By 1\nof Ada', 'By 2']);
  expect(await later.book.stateHash()).toBe(await bob.book.stateHash());
});

test('AS1: events lifted over two versions give the state they gave, also those in a stream that was stored', async () => {
  const [ada, bob] = await team(1, 3);
  await run(ada, 'record.add-entry', 'record:1', { text: 'Two\nlines' });
  await deliver(ada, bob);
  expect(await textsOf(bob)).toEqual(['By 1\nof Ada', 'Two\nlines']);
  const [second, third] = [await as(ada, 2), await as(ada, 3)];
  for (const device of [second, third]) {
    expect(await textsOf(device)).toEqual(['By 1\nof Ada', 'Two\nlines']);
    expect(await device.book.stateHash()).toBe(await ada.book.stateHash());
  }
});

test('FO1: what was aside and sorts before a snapshot is folded at its place', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-entry', 'record:1', { text: 'Early, by 2' });
  await bob.book.seal();
  for (let i = 0; i < 50; i++) await run(ada, 'record.add-entry', 'record:1', { text: `Ada ${i}` });
  await deliver(bob, ada);
  const later = await as(ada, 2);
  expect((await textsOf(later)).slice(0, 4)).toContain('Early, by 2');
  const state = await later.book.stateHash();
  await later.book.rebuild(() => undefined);
  expect(await later.book.stateHash()).toBe(state);
});

test('AS1: an upgrade opens the segments that hold something aside, and no others', async () => {
  const [ada, bob] = await team(1, 2);
  for (let i = 0; i < 3; i++) {
    await run(ada, 'record.add-entry', 'record:1', { text: `Ada ${i}` });
    await ada.book.seal();
  }
  expect(await opening(ada, (device) => as(device, 2))).toBe(0);
  const back = await as(ada, 1);
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, back);
  expect(await opening(back, (device) => as(device, 2))).toBe(1);
  expect(await opening(back, (device) => as(device, 2))).toBe(0);
  expect(await textsOf(await as(back, 2))).toContain('By 2');
});

test('AS1: of a segment of which a part was folded, an upgrade folds the rest alone', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-tag', 'record:1', { tag: 'north' });
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, ada);
  expect(Object.keys((await stateOf(ada, 'record:1')).tags)).toEqual(['north']);
  // Taken for a copy, what was folded before would have the whole stream read.
  expect(await opening(ada, (device) => as(device, 2))).toBe(1);
  const { row } = await (await as(ada, 2)).book.aggregate('record:1' as AggregateId);
  expect(row.tail.map(({ type }) => type)).toEqual([
    'record.created',
    'record.entry-added',
    'record.tag-added',
    'record.entry-added',
  ]);
});

test('a database that an older release opens shows what that understands, and all of it after the next upgrade', async () => {
  const [ada] = await team(3, 3);
  await run(ada, 'record.add-entry', 'record:1', { text: 'By 3' });
  await ada.book.seal();
  const older = await as(ada, 1);
  expect(await textsOf(older)).toEqual(['By 1\nof Ada']);
  await run(older, 'record.add-tag', 'record:1', { tag: 'kept' });
  const again = await as(older, 3);
  expect(await textsOf(again)).toEqual(['By 1\nof Ada', 'By 3']);
  expect(Object.keys((await stateOf(again, 'record:1')).tags)).toEqual(['kept']);
});

test('rows of an aggregate type that an older release does not know are put away, and come back', async () => {
  const [ada, bob] = await team(3, 3);
  const { bytes } = await sealAs(bob, {
    aggregate: 'drawing:1',
    drafts: [{ type: 'drawing.drawn', v: 1, payload: {} }],
  });
  await ada.book.log.take([bytes]);
  const before = await ada.book.stateHash();
  const older = await as(ada, 1);
  expect(await older.book.stateHash()).not.toBe(before);
  const again = await as(older, 3);
  expect((await again.book.aggregate('drawing:1' as AggregateId)).folded.state).toBe(1);
  expect(await again.book.stateHash()).toBe(before);
});

test('AS1: a command that a newer release left pending is aside, is sealed as it is, and is folded after the upgrade', async () => {
  const [ada, bob] = await team(2, 2);
  await run(ada, 'record.add-entry', 'record:1', { text: 'Pending, by 2' });
  const older = await as(ada, 1);
  expect(await textsOf(older)).toEqual(['By 1\nof Ada']);
  expect(await textsOf(await as(older, 2))).toEqual(['By 1\nof Ada', 'Pending, by 2']);
  const sealing = await as(older, 1);
  await sealing.book.seal();
  expect(sealing.book.pending()).toBe(0);
  await deliver(sealing, bob);
  const later = await as(sealing, 2);
  expect(await textsOf(later)).toEqual(['By 1\nof Ada', 'Pending, by 2']);
  expect(await bob.book.stateHash()).toBe(await later.book.stateHash());
});

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
  await as(ada, 1);
  after = await read();
  expect(after.records[0]!.title).toBe('Old');
  expect(after.people).toEqual(before.people);
  expect(after.activity).toEqual(before.activity);
});

test('a window whose rows another version of the app has made anew records nothing more, and says so', async () => {
  const [ada] = await team(1, 1);
  await as(ada, 2);
  await run(await as(ada, 2), 'record.add-tag', 'record:1', { tag: 'by 2' });
  const command = { id: ada.newId(), type: 'record.add-tag', aggregate: 'record:1', tag: 'by 1' };
  expect(await ada.book.execute(command)).toMatchObject({ ok: false });
  expect(await ada.book.execute(command)).toMatchObject({ ok: false, error: { code: 'other-version' } });
  expect(Object.keys((await stateOf(await as(ada, 2), 'record:1')).tags)).toEqual(['by 2']);
});

test('an upkeep that is cut off is done at the next opening', async () => {
  const [ada, bob] = await team(1, 2);
  await run(bob, 'record.add-entry', 'record:1', { text: 'By 2' });
  await deliver(bob, ada);
  ada.store.failAfter(0);
  await expect(as(ada, 2)).rejects.toThrow('The disk is full');
  expect(await textsOf(await as(ada, 2))).toContain('By 2');
});

const step = fc.record({
  device: fc.nat(2),
  do: fc.constantFrom('entry' as const, 'star' as const, 'deliver' as const, 'release' as const),
  release: fc.constantFrom<Release>(1, 2, 3),
  to: fc.nat(2),
});

test('AS1, ST1: devices of mixed releases, upgraded and downgraded at any time, agree once all are upgraded', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const devices = await createDevices(3);
      const releases: Release[] = [1, 1, 1];
      await run(devices[0]!, 'record.create', 'record:1', { title: 'One' });
      await syncAll(devices);
      for (const [i, one] of steps.entries()) {
        const device = devices[one.device]!;
        if (one.do === 'entry') await run(device, 'record.add-entry', 'record:1', { text: `Entry\n${i}` });
        else if (one.do === 'deliver') await deliver(device, devices[one.to]!);
        else if (one.do === 'release') {
          releases[one.device] = one.release;
          devices[one.device] = await as(device, one.release);
        } else if (releases[one.device]! > 1) {
          await device.book.seal();
          const drafts = [{ type: 'record.starred', v: 1, payload: { star: true } }];
          await device.book.log.take([(await sealAs(device, { aggregate: 'record:1', drafts })).bytes]);
        }
      }
      await syncAll(devices);
      for (const i of devices.keys()) devices[i] = await as(devices[i]!, 3);
      const [hash, ...others] = await hashesOf(devices);
      for (const other of others) expect(other).toBe(hash);
      await devices[0]!.book.rebuild(() => undefined);
      expect(await devices[0]!.book.stateHash()).toBe(hash);
      const entries = steps.filter((one) => one.do === 'entry').length;
      expect(await textsOf(devices[0]!)).toHaveLength(entries);
    }),
    { numRuns: 40 },
  );
}, 60_000);
