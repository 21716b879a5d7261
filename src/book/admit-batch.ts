import type { SegmentHash, DeviceId } from '../kernel/ids.ts';
import { base64ToBytes, bytesToHex, sameBytes, type Bytes } from '../kernel/bytes.ts';
import type { Failure } from '../kernel/result.ts';
import { admit, hashesToKnow, type SegmentInfo } from '../log/admission.ts';
import { firstSegmentToKey } from '../log/roll.ts';
import type { HeadRow } from '../log/rows.ts';
import { parseSegment, segmentToHead, type Segment } from '../log/segment.ts';
import { checkSignatures, type Checked } from '../log/signatures.ts';
import type { Refusal } from '../sync/log-port.ts';
import type { Engine } from './engine.ts';
import { hold, waitingFor, type Held } from './held.ts';
import { segmentInfo, packedSegment } from './segments.ts';

/** What a batch of segments comes to, before anything is stored. */
export interface Batch {
  /** New segments, each after what it depends on. */
  readonly admitted: readonly Segment[];
  readonly heads: readonly HeadRow[];
  readonly waiting: Held;
  readonly refused: readonly Refusal[];
  readonly duplicates: number;
  /** Those of `admitted` whose own signature was checked. */
  readonly verified: ReadonlySet<SegmentHash>;
}

interface Placed extends Omit<Batch, 'verified'> {
  /** Signing keys of devices met for the first time. */
  readonly keys: ReadonlyMap<DeviceId, Bytes>;
}

/** Reads, places and verifies: the part of taking that anyone can do without a key. Changes nothing. */
export const admitBatch = async (engine: Engine, received: readonly Bytes[]): Promise<Batch> => {
  const refused: Refusal[] = [];
  const parsed = received.flatMap((bytes) => {
    const segment = parseSegment(bytes, engine.ports.crypto.sha256);
    if (!segment.ok) refused.push({ segment: '' as SegmentHash, failure: segment.error });
    return segment.ok ? [segment.value] : [];
  });
  const forged = new Set<string>();
  for (;;) {
    const placed = await place(engine, parsed, forged);
    const checked = await check(engine, placed);
    const wrong = checked.filter(({ standing }) => standing === 'forged' || standing === 'keyless');
    if (wrong.length === 0) {
      const verified = checked.filter(({ standing }) => standing === 'verified');
      return {
        ...placed,
        refused: [...refused, ...placed.refused],
        verified: new Set(verified.map(({ segment }) => segment.hash)),
      };
    }
    // Rare: what is refused may have carried others, also held ones, so the rest is placed again without it.
    for (const { segment } of wrong) forged.add(copyOf(segment));
  }
};

const SIGNATURE: Failure = {
  code: 'signature-wrong',
  message: 'The segment is not signed by the key of its device.',
};
const OTHER_BOOK: Failure = { code: 'other-book', message: 'The segment belongs to another book.' };

/**
 * A copy of a segment: the hash leaves the signature out, so a spoilt copy has the hash of the right one. It must not
 * keep that out; and what is held was sent by somebody else, it may be, than who sends the right one now, so that one
 * is not told.
 */
const copyOf = ({ hash, signature }: Segment): string => `${hash} ${bytesToHex(signature)}`;

const place = async (
  engine: Engine,
  candidates: readonly Segment[],
  forged: ReadonlySet<string>,
): Promise<Placed> => {
  const infos = new Map<SegmentHash, SegmentInfo>();
  const heads = new Map(engine.cached.heads.map((head) => [head.hash, head]));
  const logs = new Set(engine.cached.heads.map((head) => head.device));
  const waiting = new Map(engine.cached.waiting);
  const keys = new Map<DeviceId, Bytes>();
  const admitted: Segment[] = [];
  const refused: Refusal[] = [];
  let duplicates = 0;
  const keyOf = async (segment: Segment): Promise<Bytes | undefined> =>
    segment.header.prev === ''
      ? firstSegmentToKey(segment, engine.ports.crypto)
      : (keys.get(segment.header.device) ?? signingKey(engine, segment.header.device));
  const todo = [...candidates];
  for (let segment = todo.shift(); segment; segment = todo.shift()) {
    const { hash, header } = segment;
    const refuse = (failure: Failure) => {
      refused.push({ segment: hash, failure });
      waiting.delete(hash);
    };
    if (forged.has(copyOf(segment))) {
      if (candidates.includes(segment)) refused.push({ segment: hash, failure: SIGNATURE });
      const held = waiting.get(hash);
      if (held && sameBytes(held.bytes, segment.bytes)) waiting.delete(hash);
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
    else if (verdict.kind === 'held')
      await hold(waiting, segment, verdict.missing, keyOf, engine.ports.crypto);
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
      todo.unshift(...waitingFor(waiting, hash, engine.ports.crypto));
    }
  }
  return { admitted, heads: [...heads.values()], waiting, refused, duplicates, keys };
};

const check = async (engine: Engine, { admitted, keys }: Placed): Promise<readonly Checked[]> => {
  const known = new Map<DeviceId, Bytes | undefined>(keys);
  for (const { header } of admitted)
    if (!known.has(header.device)) known.set(header.device, await signingKey(engine, header.device));
  return checkSignatures(admitted, (device) => known.get(device), engine.ports.crypto);
};

/** From the membership, or, for a device that is not enrolled, from the start of its log. */
export const signingKey = async (engine: Engine, device: DeviceId): Promise<Bytes | undefined> => {
  const { members } = engine.cached.membership;
  if (Object.hasOwn(members, device)) return base64ToBytes(members[device]!.signing);
  const [pack] = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { from: [device, 1], to: [device, 1, '~'], limit: 1 }),
  );
  return pack
    ? firstSegmentToKey(packedSegment(engine, pack, pack.entries[0]!), engine.ports.crypto)
    : undefined;
};
