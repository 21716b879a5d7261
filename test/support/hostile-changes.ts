/** Automerge changes that no editor makes: what a hostile member may sign into a log. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import * as Automerge from '@automerge/automerge';
import { FIRST_CHANGE } from '../../src/domain/body/document.ts';
import { base64ToBytes, bytesToBase64, concatBytes, type Bytes } from '../../src/kernel/bytes.ts';

type Decoded = Omit<Automerge.DecodedChange, 'hash' | 'ops'> & { ops: Record<string, unknown>[] };

const toBytes = (text: string): Bytes => base64ToBytes(text)!;

/** With a checksum that fits again: the first bytes of the chunk's hash. */
const withChecksum = (bytes: Bytes): Bytes => {
  const hash = createHash('sha256').update(bytes.subarray(8)).digest();
  bytes.set(hash.subarray(0, 4), 4);
  return bytes;
};

const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);

/** The same change, compressed: as Automerge stores large ones. */
const deflated = (bytes: Bytes): Bytes => {
  const start = 9 + leb(bytes.length - 9).length;
  const packed = deflateRawSync(bytes.subarray(start));
  return concatBytes(bytes.subarray(0, 8), new Uint8Array([2, ...leb(packed.length)]), packed);
};

const again = (bytes: Bytes, change: (decoded: Decoded) => void): Bytes => {
  const { hash: _, ...decoded } = Automerge.decodeChange(bytes);
  const copy = structuredClone(decoded) as unknown as Decoded;
  change(copy);
  return new Uint8Array(Automerge.encodeChange(copy as never));
};

/** The first change of an actor whom nobody knows: nothing is wrong with its number. */
const byStranger = (bytes: Bytes, change: (decoded: Decoded) => void): Bytes =>
  again(bytes, (decoded) => {
    const before = decoded.actor;
    decoded.actor = '7'.repeat(32);
    decoded.seq = 1;
    // What it refers to within itself goes by its own name.
    for (const op of decoded.ops)
      for (const key of ['elemId', 'pred'])
        op[key] = JSON.parse(JSON.stringify(op[key]), (_, value: unknown) => renamed(value, decoded, before));
    change(decoded);
  });

const renamed = (value: unknown, { startOp, actor }: Decoded, before: string): unknown => {
  const [counter, name] = typeof value === 'string' ? value.split('@') : [];
  return name === before && Number(counter) >= startOp ? `${counter}@${actor}` : value;
};

const TEXT = `1@${'0'.repeat(32)}`;

/** What may be done to a change; `pick` chooses among the ways to do it. */
const SPOILED: { readonly [how: string]: (bytes: Bytes, pick: number) => Bytes } = {
  'another under its number': (bytes) =>
    again(bytes, ({ ops }) =>
      ops.push({ action: 'set', obj: TEXT, elemId: '_head', insert: true, value: 'H', pred: [] }),
    ),
  'a number left out': (bytes) => again(bytes, (change) => (change.seq += 1)),
  'a number of another actor': (bytes, pick) =>
    again(bytes, (change) => (change.actor = `${pick % 4}`.padStart(32, '0'))),
  'operations counted on from elsewhere': (bytes, pick) =>
    again(bytes, (change) => (change.startOp = Math.max(1, change.startOp + (pick % 7) - 3))),
  'what it follows left out': (bytes) => again(bytes, (change) => (change.deps = [])),
  'something followed that nobody has': (bytes) =>
    again(bytes, (change) => (change.deps = ['ab'.repeat(32)])),
  'text that it had not seen': (bytes, pick) =>
    again(
      bytes,
      ({ ops }) => (ops[0]!['elemId'] = `${2 + (pick % 9)}@${`${1 + (pick % 3)}`.padStart(32, '0')}`),
    ),
  'text that it had not seen, by a stranger': (bytes, pick) =>
    byStranger(bytes, (change) => {
      const elemId = `${2 + (pick % 9)}@${`${1 + (pick % 3)}`.padStart(32, '0')}`;
      change.ops = [{ action: 'set', obj: TEXT, elemId, insert: true, value: 'S', pred: [] }];
      change.startOp = Math.max(change.startOp, 3 + (pick % 9));
    }),
  'something followed that is followed already': (bytes) =>
    byStranger(bytes, (change) => {
      const { hash } = Automerge.decodeChange(toBytes(FIRST_CHANGE));
      change.deps = [...new Set([...change.deps, hash])].toSorted();
    }),
  'nothing wrong, by a stranger': (bytes) => byStranger(bytes, () => undefined),
  'text that never was': (bytes) => again(bytes, ({ ops }) => (ops[0]!['elemId'] = `2@${'9'.repeat(32)}`)),
  'a character deleted twice': (bytes) =>
    again(bytes, ({ ops }) => {
      const id = `2@${'1'.padStart(32, '0')}`;
      const gone = { action: 'del', obj: TEXT, elemId: id, pred: [id] };
      ops.push(gone, gone);
    }),
  'the text deleted as if it were a character': (bytes) =>
    again(bytes, ({ ops }) => ops.push({ action: 'del', obj: TEXT, elemId: TEXT, pred: [TEXT] })),
  'a deletion deleted': (bytes) =>
    again(bytes, ({ ops, startOp, actor }) => {
      const [typed, gone] = [startOp, startOp + ops.length].map((counter) => `${counter}@${actor}`);
      ops.push({ action: 'del', obj: TEXT, elemId: typed, pred: [typed] });
      ops.push({ action: 'del', obj: TEXT, elemId: gone, pred: [gone] });
    }),
  'operations counted on from far ahead': (bytes) => again(bytes, (change) => (change.startOp = 2 ** 32 - 9)),
  'the text replaced': (bytes) =>
    again(
      bytes,
      (change) => (change.ops = [{ action: 'makeText', obj: '_root', key: 'text', pred: [TEXT] }]),
    ),
  'nothing done': (bytes) => again(bytes, (change) => (change.ops = [])),
  compressed: deflated,
  'a byte changed': (bytes, pick) => {
    const copy = bytes.slice();
    copy[9 + (pick % (copy.length - 9))]! ^= 1 + (pick % 255);
    return withChecksum(copy);
  },
  'no change at all': () => new Uint8Array([1, 2, 3]),
  'two changes, of which one is good': (bytes) => bytes,
};

export const SPOILS = Object.keys(SPOILED);

/** Base64url, or undefined where Automerge will not even write it. */
export const spoil = (how: string, change: string, pick: number): readonly string[] | undefined => {
  try {
    const spoilt = bytesToBase64(SPOILED[how]!(toBytes(change), pick));
    return how.startsWith('two') ? [change, 'AQID'] : [spoilt];
  } catch {
    return undefined;
  }
};
