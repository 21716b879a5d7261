import { expect, test } from 'vitest';
import type { AggregateId, CommandId, DeviceId, EventName } from '../../../src/kernel/ids.ts';
import { decide } from '../../../src/domain/record/decide.ts';
import { NO_RECORD, type RecordState } from '../../../src/domain/record/state.ts';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import { MAX_SIZE } from '../../../src/domain/record/size.ts';
import { parseSegment, type Segment } from '../../../src/log/segment.ts';
import {
  createDevices,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const record = 'record:1' as AggregateId;
const LETTERS = 19_990;
/** As many comments of equal letters as one segment holds: a hundredth of that is sent. */
const drafts = Array.from({ length: 205 }, () => ({
  type: 'record.comment-added',
  v: 1,
  payload: { text: 'a'.repeat(LETTERS) },
}));

/** More than a record holds. */
const bomb = async (eve: Device): Promise<readonly Bytes[]> => {
  const segments: Segment[] = [];
  for (let size = 0; size < MAX_SIZE; size += drafts.length * LETTERS) {
    const after = segments.at(-1);
    const { bytes } = await sealAs(eve, { aggregate: record, drafts, ...(after ? { after } : {}) });
    const segment = parseSegment(bytes, eve.ports.crypto.sha256);
    if (!segment.ok) throw new Error(segment.error.message);
    segments.push(segment.value);
  }
  return segments.map(({ bytes }) => bytes);
};

test('QU1, case 13: of what fills a record beyond what can be stored the same is left out everywhere', async () => {
  const [ada, ben, eve] = (await createDevices(3)) as [Device, Device, Device];
  await run(eve, 'record.create', record, { title: 'Bridge' });
  await syncAll([ada, ben, eve]);
  const segments = await bomb(eve);
  await ada.book.log.take(segments);
  for (const one of segments.toReversed()) await ben.book.log.take([one]);

  const { row } = await ada.book.aggregate(record);
  expect(row.quarantined.length).toBeGreaterThan(0);
  expect((await stateOf(ada, record)).comments.length * LETTERS).toBeGreaterThan(MAX_SIZE / 8);
  expect((await stateOf(ada, record)).comments.length * LETTERS).toBeLessThan(MAX_SIZE);
  const again = await openAgain(ada);
  expect(new Set(await hashesOf([ada, ben, again])).size).toBe(1);
});

test('AT1: what a full record has no room for is refused before it is recorded, in words', () => {
  const comment = {
    name: 'c' as EventName,
    text: 'a'.repeat(LETTERS),
    actor: 'Ada',
    device: 'd' as DeviceId,
    at: '',
  };
  const comments = Array.from({ length: MAX_SIZE / LETTERS - 2 }, () => comment);
  const full: RecordState = { ...NO_RECORD, created: ['c' as EventName], comments };
  const command = { id: '1'.repeat(32) as CommandId, type: 'record.add-comment', aggregate: record } as const;
  expect(decide({ ...command, text: 'a'.repeat(LETTERS) }, full)).toMatchObject({
    error: { message: expect.stringContaining('This record is full') },
  });
  expect(decide({ ...command, text: 'a'.repeat(LETTERS) }, { ...full, comments: [] })).toMatchObject({
    ok: true,
  });
});
