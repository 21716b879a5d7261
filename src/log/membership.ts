import type { AggregateId, BookId, DeviceId, SegmentHash } from '../kernel/ids.ts';
import { base64ToBytes, bytesToBase64, concatBytes, utf8ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { Crypto, SealingKeys, SigningKeys } from '../kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { BOOK_AGGREGATE, parseControl, type Enrol, type Role } from './control.ts';
import { openSegment } from './open.ts';
import type { Segment } from './segment.ts';
import { signingKeyToDevice } from './verify.ts';

export interface Member {
  readonly device: DeviceId;
  /** Ed25519 public key, base64url. */
  readonly signing: string;
  /** X25519 public key, base64url. */
  readonly sealing: string;
  readonly name: string;
  readonly role: Role;
  /** The invitation it came by; none for the founder. */
  readonly invite?: SegmentHash;
}

export interface Invitation {
  readonly hash: SegmentHash;
  readonly by: DeviceId;
  readonly key: string;
  readonly role: Role;
  readonly expires: string;
  /** Devices enrolled by it. More than one is shown to people, and both stand (ME2). */
  readonly used: readonly DeviceId[];
}

/** Who may write in the book: a fold of the control records, in any causal order. Plain data. */
export interface Membership {
  readonly title: string;
  readonly members: { readonly [device: DeviceId]: Member };
  readonly invitations: { readonly [hash: SegmentHash]: Invitation };
}

export const NOBODY: Membership = { title: '', members: {}, invitations: {} };

export type MembershipFailure = Failure<
  'signature-wrong' | 'control-invalid' | 'not-enrolled' | 'invitation-unknown' | 'proof-wrong'
>;

/** What an enrolment's one-time key signs: the book, the invitation and the keys that join by it. */
const proofMessage = (book: BookId, invite: SegmentHash, keys: Pick<Enrol, 'signing' | 'sealing'>): Bytes =>
  concatBytes(
    utf8ToBytes('daybook enrolment v1\n'),
    utf8ToBytes([book, invite, keys.signing, keys.sealing].join('\n')),
  );

export const proveEnrolment = async (
  book: BookId,
  invite: SegmentHash,
  oneTime: SigningKeys,
  device: { readonly signing: SigningKeys; readonly sealing: SealingKeys },
  crypto: Crypto,
): Promise<Pick<Enrol, 'invite' | 'proof' | 'signing' | 'sealing'>> => {
  const keys = {
    signing: bytesToBase64(device.signing.publicKey),
    sealing: bytesToBase64(device.sealing.publicKey),
  };
  return {
    ...keys,
    invite,
    proof: bytesToBase64(await crypto.sign(oneTime, proofMessage(book, invite, keys))),
  };
};

/**
 * The signing key of a device: its own first record carries it, so a log can be checked by anyone who has its start.
 * Undefined for a first segment that is no genesis or enrolment, or is not named after its key.
 */
export const firstSegmentToKey = async (segment: Segment, crypto: Crypto): Promise<Bytes | undefined> => {
  const record = await readControl(segment, crypto);
  if (!record.ok || (record.value.type !== 'book.genesis' && record.value.type !== 'book.enrol'))
    return undefined;
  const key = base64ToBytes(record.value.payload.signing);
  return key && signingKeyToDevice(key, crypto) === segment.header.device ? key : undefined;
};

export const readControl = async (segment: Segment, crypto: Crypto) => {
  const opened = await openSegment(segment, undefined, crypto);
  if (!opened.ok || opened.value[0]?.aggregate !== (BOOK_AGGREGATE as AggregateId))
    return fail('control-invalid', 'A control record that is none.');
  return parseControl(opened.value[0]);
};

/**
 * The membership after one more control segment, whose signature has been verified. A record that breaks the rules
 * changes nothing (ME1); of an enrolment it says why.
 */
export const withControl = async (
  membership: Membership,
  segment: Segment,
  book: BookId,
  crypto: Crypto,
): Promise<Result<Membership, MembershipFailure>> => {
  const record = await readControl(segment, crypto);
  if (!record.ok) return record;
  const { device } = segment.header;
  switch (record.value.type) {
    case 'book.genesis': {
      if (segment.hash !== book) return fail('not-enrolled', 'A genesis record of another book.');
      const { signing, sealing, name, title } = record.value.payload;
      const founder: Member = { device, signing, sealing, name, role: 'admin' };
      return ok({ ...membership, title, members: { ...membership.members, [device]: founder } });
    }
    case 'book.invite': {
      if (!Object.hasOwn(membership.members, device))
        return fail('not-enrolled', 'An invitation by a device that is not enrolled.');
      const { key, role, expires } = record.value.payload;
      if (role === 'admin' && membership.members[device]!.role !== 'admin')
        return fail('not-enrolled', 'Only an admin invites an admin.');
      const invitation: Invitation = { hash: segment.hash, by: device, key, role, expires, used: [] };
      return ok({ ...membership, invitations: { ...membership.invitations, [segment.hash]: invitation } });
    }
    case 'book.enrol':
      return enrol(membership, segment, record.value.payload, book, crypto);
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
) => {
  const { device, seq, context } = segment.header;
  const hash = payload.invite as SegmentHash;
  // So it is held until the invitation is there, and every device comes to the same verdict.
  if (!context.some((head) => head.hash === hash))
    return fail('invitation-unknown', 'An enrolment that does not name its invitation as seen before it.');
  const invitation = Object.hasOwn(membership.invitations, hash) ? membership.invitations[hash] : undefined;
  if (!invitation)
    return fail('invitation-unknown', 'An enrolment by an invitation that is not in the book.');
  const [key, proof] = [base64ToBytes(invitation.key)!, base64ToBytes(payload.proof)!];
  if (seq !== 1 || !(await crypto.verify(key, proof, proofMessage(book, hash, payload))))
    return fail('proof-wrong', 'An enrolment that its invitation did not sign.');
  const { signing, sealing, name } = payload;
  const member: Member = { device, signing, sealing, name, role: invitation.role, invite: hash };
  const used = invitation.used.includes(device) ? invitation.used : [...invitation.used, device].sort();
  return ok({
    ...membership,
    members: { ...membership.members, [device]: member },
    invitations: { ...membership.invitations, [hash]: { ...invitation, used } },
  });
};
