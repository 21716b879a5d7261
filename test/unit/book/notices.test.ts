import { expect, test } from 'vitest';
import { draftToLines } from '../../../src/events/lines.ts';
import type { AggregateId, CommandId } from '../../../src/kernel/ids.ts';
import { parseSegment } from '../../../src/log/segment.ts';
import { NEW_KEYS, putNotices, storedNotices, withNotices } from '../../../src/book/notices.ts';
import { createDevices, type Device } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

/** One segment that creates so many records, under the same commands each time. */
const creating = (device: Device, count: number, title: string, after?: Parameters<typeof sealAs>[1]) => {
  const { random, crypto } = device.ports;
  const lines = Array.from({ length: count }, (_, i) => {
    const about = {
      aggregate: `record:${i}` as AggregateId,
      command: i.toString(16).padStart(32, '0') as CommandId,
      actor: 'Eve',
      at: '2026-01-02T03:04:05.000Z',
    };
    const draft = { type: 'record.created', v: 1, payload: { title } };
    const { envelope, payload } = draftToLines(draft, about, random, crypto.sha256);
    return [envelope, payload];
  });
  return sealAs(device, { ...after, changed: { lines: lines.flat(), commands: count } });
};

test('ON1: many commands found with two contents are one notice, told at once, and push out no warning', async () => {
  const [ada, eve] = await createDevices(2);
  await ada.store.write(['meta'], (tx) => putNotices(tx, [NEW_KEYS]));
  const told: number[] = [];
  ada.book.subscribe(({ notices }) => told.push(notices.length));
  const first = await creating(eve, 200, 'One');
  const parsed = parseSegment(first.bytes, ada.ports.crypto.sha256);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const second = await creating(eve, 200, 'Two', { after: parsed.value });
  for (const { bytes } of [first, second]) await ada.book.log.take([bytes]);
  expect(told).toEqual([0, 1]);
  const stored = await storedNotices(ada.store);
  expect(stored.map(({ failure }) => failure.code)).toEqual(['new-keys', 'command-disputed']);
  expect(stored[1]!.failure.message).toContain('and 197 others');
});

test('a notice that is given again takes the place of the former, and what others can cause is bounded', () => {
  const toNotice = (id: string, message: string) => ({ id, failure: { code: 'refused', message } });
  const many = Array.from({ length: 1000 }, (_, i) => toNotice(`${i}`, 'x'));
  const kept = withNotices([NEW_KEYS], [...many, toNotice('999', 'again')]);
  expect(kept[0]).toBe(NEW_KEYS);
  expect(kept.slice(1).map(({ id }) => id)).toEqual(many.slice(-50).map(({ id }) => id));
  expect(kept.at(-1)!.failure.message).toBe('again');
});
