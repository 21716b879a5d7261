import { expect, test } from 'vitest';
import type { AggregateId, CommandId, DeviceId, EventName } from '../../../src/kernel/ids.ts';
import { decide } from '../../../src/domain/record/decide.ts';
import { NO_RECORD, type RecordState } from '../../../src/domain/record/state.ts';
import type { Draft } from '../../../src/events/event.ts';
import { sizeAtMost } from '../../../src/domain/size.ts';
import { MAX_SIZE } from '../../../src/domain/room.ts';
import { parseSegment, type Segment } from '../../../src/log/segment.ts';
import { createDevices, hashesOf, openAgain, type Device } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const record = 'record:1' as AggregateId;
const LETTERS = 19_990;
/** As many comments of equal letters as one segment holds: a hundredth of that is sent. */
const comments = Array.from({ length: 205 }, () => ({
  type: 'record.comment-added',
  v: 1,
  payload: { text: 'a'.repeat(LETTERS) },
}));
const many = Array.from({ length: 256 }, (_, i) => `${i}`);
/** One event that begins as many fields as there may be, or interests. */
const fields = Array.from({ length: 150 }, () => ({
  type: 'record.created',
  v: 1,
  payload: { title: 't', fields: Object.fromEntries(many.map((field) => [field, 0])) },
}));
const interests = Array.from({ length: 300 }, () => ({
  type: 'person.created',
  v: 1,
  payload: { name: 'n', interests: many },
}));

/** A first segment that fits, and others of which not all have room. */
const bomb = async (eve: Device, aggregate: AggregateId, drafts: readonly Draft[]) => {
  const segments: Segment[] = [];
  const perSegment = sizeAtMost(drafts.map(({ payload }) => payload));
  const count = drafts === comments ? 1 + Math.ceil(MAX_SIZE / perSegment) : 8;
  for (let i = 0; i < count; i++) {
    const after = segments.at(-1);
    const { bytes } = await sealAs(eve, { aggregate, drafts, ...(after ? { after } : {}) });
    const segment = parseSegment(bytes, eve.ports.crypto.sha256);
    if (!segment.ok) throw new Error(segment.error.message);
    segments.push(segment.value);
  }
  return segments.map(({ bytes }) => bytes);
};

test.each([
  ['text', record, comments],
  ['fields', record, fields],
  ['interests', 'person:1' as AggregateId, interests],
] as const)(
  'QU1, case 13: of %s beyond what can be stored the same is left out everywhere',
  async (_, aggregate, drafts) => {
    const [ada, ben, eve] = await createDevices(3);
    const segments = await bomb(eve, aggregate, drafts);
    await ada.book.log.take(segments);
    for (const one of segments.toReversed()) await ben.book.log.take([one]);

    const { row } = await ada.book.aggregate(aggregate);
    expect(row.quarantined.length).toBeGreaterThan(0);
    expect(row.quarantined.length).toBeLessThan(segments.length);
    const again = await openAgain(ada);
    const hashes = await hashesOf([ada, ben, again]);
    await again.book.rebuild(() => undefined);
    expect(new Set([...hashes, ...(await hashesOf([again]))]).size).toBe(1);
  },
);

test('AT1: what a full record has no room for is refused before it is recorded, in words', () => {
  const comment = {
    name: 'c' as EventName,
    text: 'a'.repeat(LETTERS),
    actor: 'Ada',
    device: 'd' as DeviceId,
    at: '',
  };
  const full: RecordState = {
    ...NO_RECORD,
    created: ['c' as EventName],
    comments: Array.from({ length: MAX_SIZE / (6 * LETTERS) - 2 }, () => comment),
  };
  const command = { id: '1'.repeat(32) as CommandId, type: 'record.add-comment', aggregate: record } as const;
  expect(decide({ ...command, text: 'a'.repeat(LETTERS) }, full)).toMatchObject({
    error: { message: expect.stringContaining('This record is full') },
  });
  expect(decide({ ...command, text: 'a'.repeat(LETTERS) }, { ...full, comments: [] })).toMatchObject({
    ok: true,
  });
});
