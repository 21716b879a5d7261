import type { AggregateId, BookId, DeviceId, SegmentHash } from '../kernel/ids.ts';
import { base64ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { Crypto } from '../kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import {
  BOOK_AGGREGATE,
  parseControl,
  type Continuation,
  type ControlRecord,
  type Enrol,
} from './control.ts';
import { isProven } from './enrolment.ts';
import { isMember, withEnrolment, withRoles, type Enrolment, type Membership } from './membership.ts';
import { openSegment } from './open.ts';
import { readStored, type Segment } from './segment.ts';
import { signingKeyToDevice } from './verify.ts';

export type ControlRefusal = Failure<
  /** Stands on a device or an invitation that is not in the book: it may be yet. */
  | 'unproven'
  /** Breaks a rule, whatever else may come. */
  | 'control-invalid'
  | 'proof-wrong'
>;

export const readControl = async (segment: Segment, crypto: Crypto) => {
  const opened = await openSegment(segment, undefined, crypto);
  if (!opened.ok || opened.value[0]?.aggregate !== (BOOK_AGGREGATE as AggregateId))
    return fail('control-invalid', 'A control record that is none.');
  return parseControl(opened.value[0]);
};

/**
 * The signing key of a device: its own first record carries it, so a log can be checked by anyone who has its start.
 * Undefined for a first segment that brings no keys, or is not named after its key.
 */
export const firstSegmentToKey = async (segment: Segment, crypto: Crypto): Promise<Bytes | undefined> => {
  const record = await readControl(segment, crypto);
  if (!record.ok || record.value.type === 'book.invite' || record.value.type === 'unknown') return undefined;
  const { payload } = record.value;
  return isNamedAfter(segment.header.device, payload, crypto) ? base64ToBytes(payload.signing) : undefined;
};

const isNamedAfter = (device: DeviceId, { signing }: { readonly signing: string }, crypto: Crypto): boolean =>
  signingKeyToDevice(base64ToBytes(signing)!, crypto) === device;

/** With one more control segment, whose signature has been verified; or why it counts for nothing (ME1). */
export const withControl = async (
  membership: Membership,
  segment: Segment,
  book: BookId,
  crypto: Crypto,
): Promise<Result<Membership, ControlRefusal>> => {
  const record = await readControl(segment, crypto);
  if (!record.ok) return record;
  const next = await withRecord(membership, segment, record.value, book, crypto);
  return next.ok ? ok(withRoles(next.value)) : next;
};

/**
 * With more control segments, in any order. What stands on nothing valid is kept and tried again, so the end is the
 * same for every order: a record that counts never stops counting by what comes later.
 */
export const withControls = async (
  membership: Membership,
  segments: readonly Segment[],
  book: BookId,
  crypto: Crypto,
): Promise<Membership> => {
  let after = membership;
  const todo = [...segments];
  for (let segment = todo.shift(); segment; segment = todo.shift()) {
    const record = await readControl(segment, crypto);
    if (!record.ok) continue;
    const next = await withRecord(after, segment, record.value, book, crypto);
    if (!next.ok && next.error.code === 'unproven')
      after = { ...after, unproven: withBound(after.unproven, segment.bytes) };
    if (!next.ok || next.value === after) continue;
    after = { ...next.value, unproven: [] };
    todo.push(...next.value.unproven.map((bytes) => readStored(bytes, crypto)));
  }
  return withRoles(after);
};

/** Bytes kept of what stands on nothing valid: a member can make any amount of it, and all is read and written at once. */
const MAX_UNPROVEN = 4 * 1024 * 1024;

/** What finds no room counts only if what it stands on comes before it, as it does in any honest log. */
const withBound = (unproven: readonly Bytes[], bytes: Bytes): readonly Bytes[] =>
  unproven.reduce((sum, one) => sum + one.length, bytes.length) > MAX_UNPROVEN
    ? unproven
    : [...unproven, bytes];

const withRecord = async (
  membership: Membership,
  segment: Segment,
  record: ControlRecord,
  book: BookId,
  crypto: Crypto,
): Promise<Result<Membership, ControlRefusal>> => {
  const { hash, header } = segment;
  const { device } = header;
  if ('payload' in record && 'signing' in record.payload && !isNamedAfter(device, record.payload, crypto))
    return fail('control-invalid', 'A record of keys by a device that is not named after them.');
  switch (record.type) {
    case 'book.genesis': {
      if (hash !== book) return fail('control-invalid', 'A genesis record of another book.');
      const { signing, sealing, name, title } = record.payload;
      const titled = membership.title === title ? membership : { ...membership, title };
      return ok(withEnrolment(titled, { device, signing }, { hash, depth: header.depth, sealing, name }));
    }
    case 'book.invite': {
      if (!isMember(membership, device))
        return fail('unproven', 'An invitation by a device that is not enrolled.');
      if (Object.hasOwn(membership.invitations, hash)) return ok(membership);
      const { key, role, expires } = record.payload;
      const invitation = { hash, by: device, key, role, expires, used: [] };
      return ok({ ...membership, invitations: { ...membership.invitations, [hash]: invitation } });
    }
    case 'book.enrol':
      return enrol(membership, segment, record.payload, book, crypto);
    case 'book.continue':
      return proceed(membership, segment, record.payload, book, crypto);
    case 'unknown':
      return ok(membership);
  }
};

const enrol = async (
  membership: Membership,
  segment: Segment,
  payload: Enrol,
  book: BookId,
  crypto: Crypto,
): Promise<Result<Membership, ControlRefusal>> => {
  const hash = payload.invite as SegmentHash;
  if (!standsOn(segment, hash))
    return fail('control-invalid', 'An enrolment that does not name its invitation as seen before it.');
  const invitation = Object.hasOwn(membership.invitations, hash) ? membership.invitations[hash] : undefined;
  if (!invitation) return fail('unproven', 'An enrolment by an invitation that is not in the book.');
  if (!(await isProven(payload, book, invitation.key, crypto)))
    return fail('proof-wrong', 'An enrolment that its invitation did not sign.');
  const { device } = segment.header;
  const enrolled = withEnrolment(
    membership,
    { device, signing: payload.signing },
    toEnrolment(segment, payload, { invite: hash }),
  );
  const used = invitation.used.includes(device) ? invitation.used : [...invitation.used, device].sort();
  if (enrolled === membership && used === invitation.used) return ok(membership);
  return ok({ ...enrolled, invitations: { ...enrolled.invitations, [hash]: { ...invitation, used } } });
};

/** FK2: the device that is continued has to be enrolled; that its log ends where it says, admission has seen to. */
const proceed = async (
  membership: Membership,
  segment: Segment,
  payload: Continuation,
  book: BookId,
  crypto: Crypto,
): Promise<Result<Membership, ControlRefusal>> => {
  const old = standsOn(segment, payload.continues as SegmentHash);
  if (!old || old.device === segment.header.device)
    return fail('control-invalid', 'A continuation that does not name what it continues as seen before it.');
  if (!isMember(membership, old.device))
    return fail('unproven', 'A continuation of a device that is not enrolled.');
  if (!(await isProven(payload, book, membership.members[old.device]!.signing, crypto)))
    return fail('proof-wrong', 'A continuation that the old key did not sign.');
  return ok(
    withEnrolment(
      membership,
      { device: segment.header.device, signing: payload.signing },
      toEnrolment(segment, payload, { continues: old.device }),
    ),
  );
};

/** The context's entry: so the record is held until that segment is there, and everyone comes to the same verdict. */
const standsOn = ({ header }: Segment, hash: SegmentHash) =>
  header.seq === 1 ? header.context.find((head) => head.hash === hash) : undefined;

const toEnrolment = (
  { hash, header }: Segment,
  { sealing, name }: Enrol | Continuation,
  ground: { readonly invite: SegmentHash } | { readonly continues: DeviceId },
): Enrolment => ({ hash, depth: header.depth, sealing, name, ...ground });
