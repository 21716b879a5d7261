import { base64ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { BookId, DeviceId } from '../kernel/ids.ts';
import type { Crypto } from '../kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { Member, Membership } from '../log/membership.ts';
import { byKey, firstSegmentToKey, withControl } from '../log/roll.ts';
import { parseSegment, type Segment } from '../log/segment.ts';
import { isSignedBy } from '../log/verify.ts';
import { challengeMessage } from './protocol.ts';

export type ProofFailure = Failure<'proof-invalid'>;

export interface Proven {
  readonly member: Member;
  /** What was known, with what the proof adds to it. */
  readonly membership: Membership;
}

/** What one side drew for a challenge, and the place it is bound to. */
export interface Challenge {
  readonly origin: string;
  readonly book: BookId;
  readonly deviceNonce: string;
  readonly serverNonce: string;
}

/**
 * The membership of `device`, shown by control segments on top of what is known: none for a member that is known, its
 * enrolment for one just invited, the genesis for a new book, and from the genesis on, invitation and enrolment in
 * turn, or continuations (FK2), for whoever came in after the last backup of the one that asks. Each is checked by itself: its log may be
 * nowhere near.
 */
export const proofToMember = async (
  known: Membership,
  proof: readonly string[],
  claim: { readonly book: BookId; readonly device: DeviceId },
  crypto: Crypto,
): Promise<Result<Proven, ProofFailure>> => {
  let membership = known;
  for (const text of proof) {
    const bytes = base64ToBytes(text);
    const segment = bytes && parseSegment(bytes, crypto.sha256);
    if (!segment?.ok)
      return fail('proof-invalid', 'A proof of membership holds something that is no segment.');
    if (isKnown(membership, segment.value)) continue;
    const next = await addLink(membership, segment.value, claim.book, crypto);
    if (!next.ok) return next;
    membership = next.value;
  }
  if (!Object.hasOwn(membership.members, claim.device))
    return fail('proof-invalid', 'The proof does not show a membership of this device.');
  return ok({ member: membership.members[claim.device]!, membership });
};

/** What is known already keeps its record: an invitation sent again has still been used. */
const isKnown = (membership: Membership, { hash, header }: Segment): boolean =>
  Object.hasOwn(membership.invitations, hash) ||
  (header.prev === '' && Object.hasOwn(membership.members, header.device));

const addLink = async (
  membership: Membership,
  segment: Segment,
  book: BookId,
  crypto: Crypto,
): Promise<Result<Membership, ProofFailure>> => {
  const { header, hash } = segment;
  const isOfBook = header.book === book || (header.book === '' && hash === book);
  const key = await linkToKey(membership, segment, crypto);
  if (header.kind !== 'control' || !isOfBook || !key || !(await isSignedBy(segment, key, crypto)))
    return fail('proof-invalid', 'A proof of membership holds a record that is not signed as it should be.');
  const next = await withControl(membership, segment, book, byKey, crypto);
  return next.ok ? next : fail('proof-invalid', next.error.message);
};

const linkToKey = async (
  membership: Membership,
  segment: Segment,
  crypto: Crypto,
): Promise<Bytes | undefined> => {
  const { prev, device } = segment.header;
  if (prev === '') return firstSegmentToKey(segment, crypto);
  return Object.hasOwn(membership.members, device) ? memberToKey(membership.members[device]!) : undefined;
};

const memberToKey = (member: Member): Bytes => base64ToBytes(member.signing)!;

/** Does the answer prove that the member's key is at the other end, now and for this server and book? */
export const isAnsweredBy = (
  member: Member,
  { origin, book, deviceNonce, serverNonce }: Challenge,
  signature: string,
  crypto: Crypto,
): Promise<boolean> => {
  const bytes = base64ToBytes(signature);
  if (!bytes) return Promise.resolve(false);
  return crypto.verify(memberToKey(member), bytes, challengeMessage(origin, book, deviceNonce, serverNonce));
};
