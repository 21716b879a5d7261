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
import {
  addEnrolment,
  isMember,
  toDraft,
  withRoles,
  type Draft,
  type Enrolment,
  type Membership,
} from './membership.ts';
import { openSegment } from './open.ts';
import type { Segment } from './segment.ts';
import { signingKeyToDevice } from './verify.ts';

export type ControlRefusal = Failure<'control-invalid' | 'not-enrolled' | 'proof-wrong'>;

/**
 * Is the device enrolled by the record that its log starts with, on the branch that ends with this segment? What a
 * record stands on is there before it: so the answer never changes, and everyone comes to the same (ME1).
 */
export type IsEnrolled = (
  membership: Membership,
  end: { readonly device: DeviceId; readonly hash: SegmentHash },
) => Promise<boolean>;

/** For who lacks the logs that records stand on, and must not count less than others do: any branch of a member's. */
export const byKey: IsEnrolled = async (membership, { device }) => isMember(membership, device);

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
  isEnrolled: IsEnrolled,
  crypto: Crypto,
): Promise<Result<Membership, ControlRefusal>> => {
  const draft = toDraft(membership);
  const added = await addSegment(draft, { segment, book, isEnrolled, crypto });
  return added.ok ? ok(withRoles(draft)) : added;
};

/** With more control segments, each after what it depends on. */
export const withControls = async (
  membership: Membership,
  segments: readonly Segment[],
  book: BookId,
  isEnrolled: IsEnrolled,
  crypto: Crypto,
): Promise<Membership> => {
  if (segments.length === 0) return membership;
  const draft = toDraft(membership);
  let isChanged = false;
  for (const segment of segments) {
    const added = await addSegment(draft, { segment, book, isEnrolled, crypto });
    if (added.ok) isChanged ||= added.value;
  }
  return isChanged ? withRoles(draft) : membership;
};

interface Adding {
  readonly segment: Segment;
  readonly book: BookId;
  readonly isEnrolled: IsEnrolled;
  readonly crypto: Crypto;
}

/** Ok tells whether it changed anything. */
type Added = Result<boolean, ControlRefusal>;

const addSegment = async (draft: Draft, adding: Adding): Promise<Added> => {
  const record = await readControl(adding.segment, adding.crypto);
  return record.ok ? addRecord(draft, record.value, adding) : record;
};

const addRecord = async (draft: Draft, record: ControlRecord, adding: Adding): Promise<Added> => {
  const { segment, book, isEnrolled, crypto } = adding;
  const { hash, header } = segment;
  const { device, prev } = header;
  if ('payload' in record && 'signing' in record.payload && !isNamedAfter(device, record.payload, crypto))
    return fail('control-invalid', 'A record of keys by a device that is not named after them.');
  switch (record.type) {
    case 'book.genesis': {
      if (hash !== book) return fail('control-invalid', 'A genesis record of another book.');
      const { signing, sealing, name, title } = record.payload;
      draft.title = title;
      return ok(addEnrolment(draft, { device, signing }, { hash, depth: header.depth, sealing, name }));
    }
    case 'book.invite': {
      if (prev === '' || !(await isEnrolled(draft, { device, hash: prev })))
        return fail('not-enrolled', 'An invitation on a log that does not start with an enrolment.');
      if (Object.hasOwn(draft.invitations, hash)) return ok(false);
      const { key, role, expires } = record.payload;
      draft.invitations[hash] = { hash, by: device, key, role, expires, used: [] };
      return ok(true);
    }
    case 'book.enrol':
      return enrol(draft, record.payload, adding);
    case 'book.continue':
      return proceed(draft, record.payload, adding);
    case 'unknown':
      return ok(false);
  }
};

const enrol = async (draft: Draft, payload: Enrol, { segment, book, crypto }: Adding): Promise<Added> => {
  const hash = payload.invite as SegmentHash;
  if (!standsOn(segment, hash))
    return fail('control-invalid', 'An enrolment that does not name its invitation as seen before it.');
  const invitation = Object.hasOwn(draft.invitations, hash) ? draft.invitations[hash] : undefined;
  if (!invitation) return fail('not-enrolled', 'An enrolment by an invitation that counts for nothing.');
  if (!(await isProven(payload, book, invitation.key, crypto)))
    return fail('proof-wrong', 'An enrolment that its invitation did not sign.');
  const { device } = segment.header;
  const ground = toEnrolment(segment, payload, { invite: hash });
  const isNew = addEnrolment(draft, { device, signing: payload.signing }, ground);
  if (!invitation.used.includes(device))
    draft.invitations[hash] = { ...invitation, used: [...invitation.used, device].sort() };
  return ok(isNew);
};

/** FK2: the device that is continued has to be enrolled; that its log ends where it says, admission has seen to. */
const proceed = async (
  draft: Draft,
  payload: Continuation,
  { segment, book, isEnrolled, crypto }: Adding,
): Promise<Added> => {
  const old = standsOn(segment, payload.continues as SegmentHash);
  if (!old || old.device === segment.header.device)
    return fail('control-invalid', 'A continuation that does not name what it continues as seen before it.');
  if (!(await isEnrolled(draft, old)))
    return fail('not-enrolled', 'A continuation of a log that does not start with an enrolment.');
  if (!(await isProven(payload, book, draft.members[old.device]!.signing, crypto)))
    return fail('proof-wrong', 'A continuation that the old key did not sign.');
  const { device } = segment.header;
  const ground = toEnrolment(segment, payload, { continues: old.device });
  return ok(addEnrolment(draft, { device, signing: payload.signing }, ground));
};

/** The context's entry: so the record is held until that segment is there, and everyone comes to the same verdict. */
const standsOn = ({ header }: Segment, hash: SegmentHash) =>
  header.seq === 1 ? header.context.find((head) => head.hash === hash) : undefined;

const toEnrolment = (
  { hash, header }: Segment,
  { sealing, name }: Enrol | Continuation,
  ground: { readonly invite: SegmentHash } | { readonly continues: DeviceId },
): Enrolment => ({ hash, depth: header.depth, sealing, name, ...ground });
