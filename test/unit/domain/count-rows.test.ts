import * as Automerge from '@automerge/automerge';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countRows } from '../../../src/domain/body/count-rows.ts';
import { eventToChanges } from '../../../src/domain/body/change.ts';
import { bytesOf, FIRST_CHANGE, emptyDocument } from '../../../src/domain/body/document.ts';
import type { Event } from '../../../src/events/event.ts';
import { bytesToBase64 } from '../../../src/kernel/bytes.ts';

const ACTOR = 'ab'.repeat(16);

test('case 17: what a change is said to do is what it does', () => {
  const edits = fc.array(fc.tuple(fc.nat(50), fc.nat(20), fc.string({ unit: 'grapheme', maxLength: 40 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(edits, (given) => {
      let doc = emptyDocument(ACTOR);
      for (const [at, deleted, inserted] of given)
        doc = Automerge.change(doc, { time: 0 }, (draft) => {
          const from = Math.min(at, draft.text.length);
          Automerge.splice(draft, ['text'], from, Math.min(deleted, draft.text.length - from), inserted);
        });
      for (const bytes of Automerge.getAllChanges(doc))
        expect(countRows(bytes)).toBe(Automerge.decodeChange(bytes).ops.length);
    }),
  );
});

/** LEB128, of numbers that are not negative. */
const leb = (n: number, isSigned = false): number[] =>
  n < (isSigned ? 64 : 128) ? [n] : [(n % 128) | 128, ...leb(Math.floor(n / 128), isSigned)];

/** A change of some two hundred bytes that deletes one character `n` times. */
const bomb = (n: number): Uint8Array => {
  const [runs, rest] = [leb(n, true), leb(n - 1, true)];
  const columns: [number, number[]][] = [
    [0x01, [...runs, 1]],
    [0x02, [...runs, 1]],
    [0x11, [...runs, 2]],
    [0x13, [0x7f, 2, ...rest, 0]],
    [0x34, leb(n)],
    [0x42, [...runs, 3]],
    [0x56, [...runs, 0]],
    [0x70, [...runs, 1]],
    [0x71, [...runs, 2]],
    [0x73, [0x7f, 2, ...rest, 0]],
  ];
  const first = Buffer.from(Automerge.decodeChange(bytesOf(FIRST_CHANGE)).hash, 'hex');
  const actors = [2, 16, ...Buffer.alloc(16), 16, ...Buffer.from('ab'.repeat(16), 'hex')];
  const header = [1, ...first, 16, ...Buffer.from('cd'.repeat(16), 'hex'), 1, ...leb(1_000_000), 0, 0];
  const names = columns.flatMap(([name, data]) => [name, ...leb(data.length)]);
  const body = [...header, ...actors, columns.length, ...names, ...columns.flatMap(([, data]) => data)];
  const chunk = [1, ...leb(body.length), ...body];
  const sum = createHash('sha256').update(Uint8Array.from(chunk)).digest().subarray(0, 4);
  return Uint8Array.from([0x85, 0x6f, 0x4a, 0x83, ...sum, ...chunk]);
};

test('case 17: a change of two hundred bytes that stands for ten million operations is refused unread', () => {
  const bytes = bomb(10_000_000);
  expect(bytes.length).toBeLessThan(300);
  expect(countRows(bytes)).toBe(10_000_000);
  const event = { type: 'body.changed', payload: { changes: [bytesToBase64(bytes)] } } as unknown as Event;
  expect(() => eventToChanges(event)).toThrow('does more than one may at once');
});

test('case 17: bytes that are no change stand for no number, and are come to an end with', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const rows = countRows(bytes);
      expect(Number.isNaN(rows) || rows >= 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
