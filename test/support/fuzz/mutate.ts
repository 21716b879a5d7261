/** Frames that are nearly right: changed as bytes, as JSON, and as runs of segments. */
import {
  bytesToUtf8,
  concatBytes,
  uint32ToBytes,
  utf8ToBytes,
  type Bytes,
} from '../../../src/kernel/bytes.ts';
import { runToSegments, segmentsToRun } from '../../../src/log/run.ts';
import type { Draw } from './dice.ts';

export type Frame = string | Bytes;

export const mutateFrame = (frame: Frame, others: readonly Frame[], draw: Draw): Frame => {
  let changed = frame;
  for (let i = 0; i <= draw.below(3); i++)
    changed = draw.chance(0.5)
      ? ofSameKind(changed, mutateBytes(toBytes(changed), toBytes(draw.one(others)), draw))
      : mutateStructure(changed, draw);
  return changed;
};

const toBytes = (frame: Frame): Bytes => (typeof frame === 'string' ? utf8ToBytes(frame) : frame);

const ofSameKind = (frame: Frame, bytes: Bytes): Frame =>
  typeof frame === 'string' ? new TextDecoder().decode(bytes) : bytes;

const ODD_BYTES = [0, 1, 0x22, 0x5b, 0x7b, 0x7f, 0x80, 0xff];
const ODD_LENGTHS = [0, 1, 255, 256, 0x7fffffff, 0x80000000, 0xffffffff];

const mutateBytes = (bytes: Bytes, other: Bytes, draw: Draw): Bytes => {
  const at = draw.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + draw.below(64));
  const [head, part, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (draw.below(7)) {
    case 0:
      return bytes.map((byte, i) => (i === at ? byte ^ (1 << draw.below(8)) : byte));
    case 1:
      return bytes.map((byte, i) => (i === at ? draw.one(ODD_BYTES) : byte));
    case 2:
      return concatBytes(head, tail);
    case 3:
      return concatBytes(head, part, part, tail);
    case 4:
      return head.slice();
    case 5:
      return concatBytes(head, other.subarray(draw.below(other.length + 1)));
    default:
      return concatBytes(head, uint32ToBytes(draw.one(ODD_LENGTHS)), tail);
  }
};

const mutateStructure = (frame: Frame, draw: Draw): Frame =>
  typeof frame === 'string' ? mutateJson(frame, draw) : mutateRun(frame, draw);

const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  2 ** 53,
  1e308,
  '',
  'x'.repeat(600),
  '\u0000',
  '__proto__',
  [],
  {},
  Array.from({ length: 5000 }, () => 0),
];

/** Somewhere in it a value is replaced, repeated or taken away, or a key too many is put in. */
const mutateJson = (text: string, draw: Draw): string => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  const change = (value: unknown, depth: number): unknown => {
    if (typeof value !== 'object' || value === null || depth === 0 || draw.chance(0.2))
      return draw.one(ODD_VALUES);
    if (Array.isArray(value)) {
      const list: unknown[] = value;
      if (list.length === 0 || draw.chance(0.3)) return [...list, ...list, draw.one(ODD_VALUES)];
      const at = draw.below(list.length);
      return draw.chance(0.3) ? list.toSpliced(at, 1) : list.with(at, change(list[at], depth - 1));
    }
    const entries = Object.entries(value);
    if (entries.length === 0 || draw.chance(0.2))
      return Object.fromEntries([...entries, ['more', draw.one(ODD_VALUES)]]);
    const at = draw.below(entries.length);
    if (draw.chance(0.2)) return Object.fromEntries(entries.toSpliced(at, 1));
    const [name, old] = entries[at]!;
    return Object.fromEntries(entries.with(at, [name, change(old, depth - 1)]));
  };
  return JSON.stringify(change(json, 4));
};

/** Segments left out, repeated or turned round, or one with another header. */
const mutateRun = (run: Bytes, draw: Draw): Bytes => {
  const read = runToSegments(run);
  if (!read.ok || read.value.length === 0) return run;
  const segments = read.value;
  const at = draw.below(segments.length);
  switch (draw.below(4)) {
    case 0:
      return segmentsToRun(segments.toSpliced(at, 1));
    case 1:
      return segmentsToRun([...segments, ...Array.from({ length: draw.below(20) }, () => segments[at]!)]);
    case 2:
      return segmentsToRun(segments.toReversed());
    default:
      return segmentsToRun(segments.with(at, withOtherHeader(segments[at]!, draw)));
  }
};

const withOtherHeader = (segment: Bytes, draw: Draw): Bytes => {
  const length = new DataView(segment.buffer, segment.byteOffset).getUint32(0);
  if (length > segment.length - 4) return segment;
  const text = readText(segment.subarray(4, 4 + length));
  const lines = text.split('\n');
  const at = draw.below(lines.length);
  const header = utf8ToBytes(lines.with(at, mutateJson(lines[at]!, draw)).join('\n'));
  return concatBytes(uint32ToBytes(header.length), header, segment.subarray(4 + length));
};

const readText = (bytes: Bytes): string => {
  try {
    return bytesToUtf8(bytes);
  } catch {
    return '';
  }
};
