import type { SegmentHash, DeviceId } from '../kernel/ids.ts';
import { base64ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { Failure } from '../kernel/result.ts';
import { admit, hashesToKnow, type SegmentInfo } from '../log/admission.ts';
import { firstSegmentToKey } from '../log/roll.ts';
import type { HeadRow, WaitingRow } from '../log/rows.ts';
import { parseSegment, segmentToHead, type Segment } from '../log/segment.ts';
import { isSignedBy } from '../log/verify.ts';
import type { Refusal } from '../sync/log-port.ts';
import type { Engine } from './engine.ts';
import { segmentInfo, packedSegment } from './segments.ts';

/** What a batch of segments comes to, before anything is stored. */
export interface Batch {
  /** New segments, each after what it depends on. */
  readonly admitted: readonly Segment[];
  readonly heads: readonly HeadRow[];
  readonly waiting: ReadonlyMap<SegmentHash, WaitingRow>;
  readonly refused: readonly Refusal[];
  readonly duplicates: number;
  /** Signing keys of devices met for the first time. */
  readonly keys: ReadonlyMap<DeviceId, Bytes>;
}

/** Bytes and segments that may wait for what they depend on (HB1). */
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
const MAX_WAITING = 4096;

/** Reads, places and verifies: the part of taking that anyone can do without a key. Changes nothing. */
export const admitBatch = async (engine: Engine, received: readonly Bytes[]): Promise<Batch> => {
  const refused: Refusal[] = [];
  const parsed = received.flatMap((bytes) => {
    const segment = parseSegment(bytes, engine.ports.crypto.sha256);
    if (!segment.ok) refused.push({ segment: '' as SegmentHash, failure: segment.error });
    return segment.ok ? [segment.value] : [];
  });
  const forged = new Set<SegmentHash>();
  for (;;) {
    const placed = await place(engine, parsed, forged);
    const wrong = await wronglySigned(engine, placed.admitted, placed.keys);
    if (wrong.size === 0) return { ...placed, refused: [...refused, ...placed.refused] };
    // Rare: what is refused may have carried others, also held ones, so the rest is placed again without it.
    for (const hash of wrong) forged.add(hash);
  }
};

const SIGNATURE: Failure = {
  code: 'signature-wrong',
  message: 'The segment is not signed by the key of its device.',
};
const OTHER_BOOK: Failure = { code: 'other-book', message: 'The segment belongs to another book.' };

const place = async (
  engine: Engine,
  candidates: readonly Segment[],
  forged: ReadonlySet<SegmentHash>,
): Promise<Batch> => {
  const infos = new Map<SegmentHash, SegmentInfo>();
  const heads = new Map(engine.cached.heads.map((head) => [head.hash, head]));
  const logs = new Set(engine.cached.heads.map((head) => head.device));
  const waiting = new Map(engine.cached.waiting);
  const keys = new Map<DeviceId, Bytes>();
  const admitted: Segment[] = [];
  const refused: Refusal[] = [];
  let duplicates = 0;
  const todo = [...candidates];
  for (let segment = todo.shift(); segment; segment = todo.shift()) {
    const { hash, header } = segment;
    const refuse = (failure: Failure) => {
      refused.push({ segment: hash, failure });
      waiting.delete(hash);
    };
    if (forged.has(hash)) {
      refuse(SIGNATURE);
      continue;
    }
    if (header.book === '' ? hash !== engine.identity.book : header.book !== engine.identity.book) {
      refuse(OTHER_BOOK);
      continue;
    }
    // A segment behind a head is new for certain: looking it up would cost a read for each.
    const isNew = header.prev !== '' && heads.has(header.prev);
    for (const needed of hashesToKnow(hash, header)) {
      if (infos.has(needed) || (isNew && needed === hash)) continue;
      const info = await segmentInfo(engine, needed);
      if (info) infos.set(needed, info);
    }
    const known = {
      segment: (one: SegmentHash) => infos.get(one),
      isHead: (one: SegmentHash) => heads.has(one),
      hasLog: (one: DeviceId) => logs.has(one),
    };
    const verdict = admit(hash, header, known);
    if (verdict.kind === 'duplicate') duplicates++;
    else if (verdict.kind === 'refused') refuse(verdict.failure);
    else if (verdict.kind === 'held') hold(waiting, segment, verdict.missing);
    else {
      if (header.prev === '') {
        const key = await firstSegmentToKey(segment, engine.ports.crypto);
        if (!key) {
          refuse({
            code: 'not-a-first-segment',
            message: 'A log starts with a record that carries the key it is named after.',
          });
          continue;
        }
        keys.set(header.device, key);
      }
      admitted.push(segment);
      infos.set(hash, verdict.info);
      logs.add(header.device);
      waiting.delete(hash);
      heads.delete(header.prev as SegmentHash);
      heads.set(hash, { ...segmentToHead(segment), seen: 1 });
      todo.unshift(...freed(engine, waiting, hash));
    }
  }
  return { admitted, heads: [...heads.values()], waiting, refused, duplicates, keys };
};

const hold = (
  waiting: Map<SegmentHash, WaitingRow>,
  segment: Segment,
  missing: readonly SegmentHash[],
): void => {
  const size = [...waiting.values()].reduce((sum, row) => sum + row.bytes.length, segment.bytes.length);
  // Beyond the bound it is let go of: it was never acknowledged, so it is sent again.
  if (waiting.size >= MAX_WAITING || size > MAX_WAITING_BYTES) return;
  waiting.set(segment.hash, { hash: segment.hash, bytes: segment.bytes, missing });
};

const freed = (
  engine: Engine,
  waiting: ReadonlyMap<SegmentHash, WaitingRow>,
  arrived: SegmentHash,
): readonly Segment[] =>
  [...waiting.values()]
    .filter((row) => row.missing.includes(arrived))
    .flatMap((row) => {
      const segment = parseSegment(row.bytes, engine.ports.crypto.sha256);
      return segment.ok ? [segment.value] : [];
    });

/**
 * A signature vouches for the chain behind it, so the newest of each log is verified; only when that fails, each.
 * Answers the hashes that are not signed by their device.
 */
const wronglySigned = async (
  engine: Engine,
  admitted: readonly Segment[],
  keys: ReadonlyMap<DeviceId, Bytes>,
): Promise<ReadonlySet<SegmentHash>> => {
  const wrong = new Set<SegmentHash>();
  const followed = new Set(admitted.map((segment) => segment.header.prev));
  for (const newest of admitted) {
    if (followed.has(newest.hash)) continue;
    const key = keys.get(newest.header.device) ?? (await signingKey(engine, newest.header.device));
    if (key && (await isSignedBy(newest, key, engine.ports.crypto))) continue;
    for (const segment of admitted) {
      if (segment.header.device !== newest.header.device) continue;
      if (!key || !(await isSignedBy(segment, key, engine.ports.crypto))) wrong.add(segment.hash);
    }
  }
  return wrong;
};

/** From the membership, or, for a device that is not enrolled, from the start of its log. */
const signingKey = async (engine: Engine, device: DeviceId): Promise<Bytes | undefined> => {
  const { members } = engine.cached.membership;
  if (Object.hasOwn(members, device)) return base64ToBytes(members[device]!.signing);
  const [pack] = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { from: [device, 1], to: [device, 1, '~'], limit: 1 }),
  );
  return pack
    ? firstSegmentToKey(packedSegment(engine, pack, pack.entries[0]!), engine.ports.crypto)
    : undefined;
};
