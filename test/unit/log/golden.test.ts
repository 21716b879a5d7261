/**
 * The log format is fixed: books outlive programs. When one of these fails, a segment is no longer written as it was.
 * Either undo the change, or raise FORMAT, keep reading version 1, write a decision record and SPEC.md, and only then
 * put the new hashes here. Never change a hash alone.
 */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { draftToLines } from '../../../src/events/lines.ts';
import { hexToBytes, type Bytes } from '../../../src/kernel/bytes.ts';
import type {
  AggregateId,
  BookId,
  CommandId,
  DeviceId,
  EpochId,
  EventName,
  SegmentHash,
} from '../../../src/kernel/ids.ts';
import type { Crypto } from '../../../src/kernel/ports.ts';
import { FORMAT, parseHeader } from '../../../src/log/header.ts';
import * as limits from '../../../src/log/limits.ts';
import { openSegment } from '../../../src/log/open.ts';
import { sealSegment, type SealInput } from '../../../src/log/seal.ts';
import { parseSegment } from '../../../src/log/segment.ts';
import { signingKeyToDevice } from '../../../src/log/verify.ts';
import { createCrypto } from '../../../src/platform/crypto.ts';
import { seededRandom, withSeededKeys } from '../../support/seeded.ts';
import { readAsAStranger } from '../../support/stranger.ts';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const KEY = hexToBytes('07'.repeat(32));
const BOOK = 'b0'.repeat(32) as BookId;

let crypto: Crypto;
beforeAll(async () => {
  crypto = withSeededKeys(await createCrypto(), seededRandom('golden keys'));
});

const seal = async (changed: Partial<SealInput>) => {
  const random = seededRandom('golden');
  const seeded = withSeededKeys(crypto, seededRandom('golden keys'));
  const keys = await seeded.generateSigningKeys();
  const about = {
    aggregate: 'record:1' as AggregateId,
    command: 'c0'.repeat(16) as CommandId,
    actor: 'person:ada',
    at: '2026-01-02T03:04:05.678+01:00',
  };
  const drafts = [
    { type: 'record.created', v: 1, payload: { title: 'Brücke "A" — 橋' } },
    {
      type: 'record.field-set',
      v: 1,
      payload: { field: 'span', value: 1e21 },
      over: ['e0'.repeat(32) as EventName],
    },
  ];
  const lines = drafts.flatMap((draft) => {
    const { envelope, payload } = draftToLines(draft, about, random, crypto.sha256);
    return [envelope, payload];
  });
  const input: SealInput = {
    kind: 'events',
    book: BOOK,
    device: signingKeyToDevice(keys.publicKey, crypto),
    seq: 7,
    commands: 1,
    depth: 9,
    context: [{ device: 'd0'.repeat(16) as DeviceId, seq: 3, hash: 'a0'.repeat(32) as SegmentHash }],
    prev: 'f0'.repeat(32) as SegmentHash,
    lines,
    epoch: BOOK as EpochId,
    key: KEY,
    ...changed,
  };
  return { ...(await sealSegment(input, keys, crypto, random)), publicKey: keys.publicKey };
};

const control: Partial<SealInput> = {
  kind: 'control',
  lines: [
    '{"v":1,"type":"book.unknown","aggregate":"book:self","command":"c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0","actor":"person:ada","at":"2026-01-02T03:04:05.678Z"}',
    '{"salt":"00"}',
  ],
  epoch: '',
};

test('a segment of events is written as it always was', async () => {
  const { bytes, hash } = await seal({});
  expect([hash, sha256(bytes)]).toEqual([
    '6b481056dd7839c0db0491c533a03ddb9d8b3cb0c6701b840f4fc3fe4798e43f',
    'f20bbc6a929de847f09093ab95b3669a38add148344f46d0d06d7bd3fae17e7f',
  ]);
});

test('a control record is written as it always was', async () => {
  const { bytes, hash } = await seal(control);
  expect([hash, sha256(bytes)]).toEqual([
    '1f84dd463b7491de88987d96089a705e7ceec60102c26c2a7060d194efabbf0d',
    'e2049dca598115810e51c40dc1943d8b129ae9b8ad2ef9103dc4bcfa3a1fcfb6',
  ]);
});

test('the version of the format stands for these limits and this header', async () => {
  const { bytes } = await seal({});
  const segment = parseSegment(bytes, crypto.sha256);
  if (!segment.ok) throw new Error(segment.error.message);
  const shape = JSON.stringify([Object.keys(segment.value.header), limits]);
  expect([FORMAT, sha256(shape)]).toEqual([
    1,
    'ac82d0eeba7fb6145d05acc1279294714f179695502b309faa3b60dd8a18341a',
  ]);
});

test('a stranger reads and checks a segment with SHA-256, Ed25519, AES-GCM and gunzip alone', async () => {
  const { bytes, hash, publicKey } = await seal({});
  const read = readAsAStranger(bytes, publicKey, KEY);
  const segment = parseSegment(bytes, crypto.sha256);
  if (!segment.ok) throw new Error(segment.error.message);
  const opened = await openSegment(segment.value, KEY, crypto);
  if (!opened.ok) throw new Error(opened.error.message);
  expect(read).toEqual({
    hash,
    signed: true,
    bodyMatches: true,
    root: segment.value.header.root,
    names: opened.value.map(({ name }) => name),
    titles: ['Brücke "A" — 橋', undefined],
  });
});

test('a stranger finds a signature by another key, and a body that was changed', async () => {
  const { bytes } = await seal(control);
  const other = await withSeededKeys(crypto, seededRandom('other')).generateSigningKeys();
  expect(readAsAStranger(bytes, other.publicKey, undefined)).toMatchObject({
    signed: false,
    bodyMatches: true,
  });
  const changed: Bytes = bytes.slice();
  changed[changed.length - 5]! ^= 1;
  expect(readAsAStranger(changed, other.publicKey, undefined)).toMatchObject({ bodyMatches: false });
});

test('a header of a newer format is not read as one of this', () => {
  expect(parseHeader('{"v":2}\n{"bodyHash":""}\n')).toBeUndefined();
});
