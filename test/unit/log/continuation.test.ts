import { expect, test } from 'vitest';
import { base64ToBytes } from '../../../src/kernel/bytes.ts';
import type { BookId, SegmentHash } from '../../../src/kernel/ids.ts';
import { proveContinuation } from '../../../src/log/enrolment.ts';
import { NOBODY, type Membership } from '../../../src/log/membership.ts';
import { byKey, withControl, withControls } from '../../../src/log/roll.ts';
import { parseSegment, type Segment } from '../../../src/log/segment.ts';
import { createCrypto } from '../../../src/platform/crypto.ts';
import { createLogBuilder, type Writer } from '../../support/log-builder.ts';
import { seededRandom, withSeededKeys } from '../../support/seeded.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const read = (bytes: Uint8Array<ArrayBuffer>): Segment => {
  const parsed = parseSegment(bytes, crypto.sha256);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};

const firstOf = (writer: Writer): Segment => read(writer.log[0]!.bytes);

const membershipOf = (...writers: readonly Writer[]): Promise<Membership> =>
  withControls(NOBODY, writers.map(firstOf), writers[0]!.book, byKey, crypto);

test('FK2: whoever continues a member’s log under new keys is a member with its role, and so is each of two copies', async () => {
  const founder = await builder.begin();
  const copies = [await builder.proceed(founder), await builder.proceed(founder.clone())];
  const membership = await membershipOf(founder, ...copies);
  for (const { device } of copies)
    expect(membership.members[device]).toMatchObject({ role: 'admin', continues: founder.device });
  const grandchild = await builder.proceed(copies[0]!);
  const { members } = await membershipOf(founder, ...copies, grandchild);
  expect(members[grandchild.device]).toMatchObject({ role: 'admin', continues: copies[0]!.device });
});

test('FK2: without the old key’s signature, or of a device that was never enrolled, it makes nobody a member', async () => {
  const [founder, stranger] = [await builder.begin(), await builder.begin()];
  const forged = await builder.proceed(founder, stranger.keys.signing);
  const known = await membershipOf(founder);
  expect(await withControl(known, firstOf(forged), founder.book, byKey, crypto)).toMatchObject({
    error: { code: 'proof-wrong' },
  });
  const foreign = await builder.proceed({ ...stranger, book: founder.book });
  expect(await withControl(known, firstOf(foreign), founder.book, byKey, crypto)).toMatchObject({
    error: { code: 'not-enrolled' },
  });
});

test('FK2: a signature that continues one segment continues no other, and names its log as seen before it', async () => {
  const founder = await builder.begin();
  const again = await builder.proceed(founder);
  const known = await membershipOf(founder);
  const segment = firstOf(again);
  const elsewhere = [{ device: founder.device, seq: 1, hash: 'a0'.repeat(32) as SegmentHash }];
  for (const context of [[], elsewhere]) {
    const moved = { ...segment, header: { ...segment.header, context } };
    expect(await withControl(known, moved, founder.book, byKey, crypto)).toMatchObject({
      error: { code: 'control-invalid' },
    });
  }
});

test('the proof of a continuation is written as it always was', async () => {
  const seeded = withSeededKeys(await createCrypto(), seededRandom('golden continuation'));
  const old = await seeded.generateSigningKeys();
  const device = {
    signing: await seeded.generateSigningKeys(),
    sealing: await seeded.generateSealingKeys(),
  };
  const book = 'b0'.repeat(32) as BookId;
  const payload = await proveContinuation(book, 'c0'.repeat(32) as SegmentHash, old, device, seeded);
  expect(payload).toEqual({
    continues: 'c0'.repeat(32),
    proof: 'EXIGCwe1HL5I5SA3oYre4vwmqDhjPOMwhB3nuilLKvvKzIbecaW-HXBg56QkERN37gH46j_EELVjj0QSLQvwAA',
    sealing: 'xqt9HQmrE1p1fjVRU2EGJPGxjZKiKQtwsxwa-PScmWI',
    signing: 'qr3yGk-iWKnXzFDUfGU33BAoe_c1zuc_v2rh_JbGSJM',
  });
  const signed = ['daybook continuation v1', book, payload.continues, payload.signing, payload.sealing];
  const message = new TextEncoder().encode(signed.join('\n'));
  expect(await crypto.verify(old.publicKey, base64ToBytes(payload.proof)!, message)).toBe(true);
});
