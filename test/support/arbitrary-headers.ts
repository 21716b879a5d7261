/** Headers that may be written, and what they are made of. */
import fc from 'fast-check';
import { bytesToHex } from '../../src/kernel/bytes.ts';
import { bodyHashToSecondLine, headerToFirstLine, type Header } from '../../src/log/header.ts';

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => bytesToHex(bytes));

export const hash = hex(32);

export const short = hex(16);

export const position = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const count = fc.integer({ min: 1, max: 4096 });

export const header = fc
  .record({
    v: fc.constant(1),
    kind: fc.constantFrom('events', 'control'),
    book: fc.oneof(hash, fc.constant('')),
    device: short,
    seq: position,
    events: count,
    commands: count,
    depth: position,
    context: fc.array(fc.record({ device: short, seq: position, hash }), { maxLength: 3 }),
    prev: fc.oneof(hash, fc.constant('')),
    root: hash,
    codec: fc.constantFrom('plain', 'gzip', 'gzip+aes256gcm'),
    epoch: fc.oneof(hash, fc.constant('')),
    bodyHash: hash,
  })
  .map((one) => ({ ...one, commands: Math.min(one.commands, one.events) }) as unknown as Header);

export const headerText = (one: Header) =>
  `${headerToFirstLine(one)}\n${bodyHashToSecondLine(one.bodyHash)}\n`;
