import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64ToBytes, bytesToBase64, bytesToHex, hexToBytes } from '../../src/kernel/bytes.ts';
import { frameToMessage, messageToFrame } from '../../src/sync/protocol.ts';
import { hash, short, position } from '../support/arbitrary-headers.ts';

test('messages come through frames as they were, and arbitrary frames are refused without throwing', () => {
  const heads = fc.array(fc.record({ device: short, seq: position, hash }), { maxLength: 4 });
  fc.assert(
    fc.property(heads, fc.array(hash, { maxLength: 3 }), (list, unknown) => {
      const message = { type: 'have' as const, heads: list as never, unknown: unknown as never };
      expect(frameToMessage(messageToFrame(message))).toEqual({ ok: true, value: message });
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (frame) => {
      expect(frameToMessage(frame).ok).toBe(false);
    }),
  );
  expect(frameToMessage('['.repeat(100_000)).ok).toBe(false);
  expect(frameToMessage('{"type":"have","heads":[],"unknown":[],"__proto__":{}}').ok).toBe(false);
});

test('hex and base64url come back as they were, and other letters are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(hexToBytes(bytesToHex(bytes))).toEqual(new Uint8Array(bytes));
      expect(bytesToBase64(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
      expect(base64ToBytes(bytesToBase64(bytes))).toEqual(new Uint8Array(bytes));
    }),
  );
  for (const wrong of ['A', 'A+', 'A/', 'AA==', 'AAé']) expect(base64ToBytes(wrong)).toBeUndefined();
});
