import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { Bytes } from '../kernel/bytes.ts';
import type { Role } from './control.ts';

/** How a device came in: by an invitation, or from the log that it continues (FK2); the founder by neither. */
export interface Enrolment {
  readonly hash: SegmentHash;
  readonly depth: number;
  /** X25519 public key, base64url. */
  readonly sealing: string;
  readonly name: string;
  readonly invite?: SegmentHash;
  readonly continues?: DeviceId;
}

/** A device, with the first of its enrolments in canonical order. */
export interface Member extends Enrolment {
  readonly device: DeviceId;
  /** Ed25519 public key, base64url. */
  readonly signing: string;
  readonly role: Role;
  /** Where one key was enrolled several times, on branches of its log: the other enrolments. */
  readonly others?: readonly Enrolment[];
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

/**
 * Who may write in the book. Plain data, and a function of the set of control records alone: whoever has the same
 * records has the same membership, in whatever order they came (ME1).
 */
export interface Membership {
  readonly title: string;
  readonly members: { readonly [device: DeviceId]: Member };
  readonly invitations: { readonly [hash: SegmentHash]: Invitation };
  /** Records that stand on something which is not valid, or not yet: tried again with each that is added. */
  readonly unproven: readonly Bytes[];
}

/** Raised with any change of what is stored of it: it is made anew from the log then. */
export const MEMBERSHIP_VERSION = 2;

export const NOBODY: Membership = { title: '', members: {}, invitations: {}, unproven: [] };

export const isMember = ({ members }: Membership, device: DeviceId): boolean =>
  Object.hasOwn(members, device);

/** With one more enrolment; adding it again changes nothing. */
export const withEnrolment = (
  membership: Membership,
  device: { readonly device: DeviceId; readonly signing: string },
  enrolment: Enrolment,
): Membership => {
  const known = isMember(membership, device.device) ? membership.members[device.device] : undefined;
  const before: readonly Enrolment[] = known ? [known, ...(known.others ?? [])] : [];
  if (before.some(({ hash }) => hash === enrolment.hash)) return membership;
  const [first, ...others] = [...before.map(toEnrolment), enrolment].toSorted(byPlace);
  const member: Member = {
    ...first!,
    ...device,
    role: known?.role ?? 'member',
    ...(others.length > 0 ? { others } : {}),
  };
  return { ...membership, members: { ...membership.members, [device.device]: member } };
};

const toEnrolment = ({ hash, depth, sealing, name, invite, continues }: Enrolment): Enrolment => ({
  hash,
  depth,
  sealing,
  name,
  ...(invite === undefined ? {} : { invite }),
  ...(continues === undefined ? {} : { continues }),
});

/** The canonical order, of records of one device. */
const byPlace = (a: Enrolment, b: Enrolment): number => a.depth - b.depth || (a.hash < b.hash ? -1 : 1);

/**
 * A role is the best that any enrolment gives, and none gives more than there is: an invitation no more than its
 * inviter has, a continuation what the continued device has. So it is a least fixpoint, and no order decides it.
 */
export const withRoles = (membership: Membership): Membership => {
  const admins = new Set<DeviceId>();
  const isByAdmin = ({ invite, continues }: Enrolment): boolean => {
    if (continues !== undefined) return admins.has(continues);
    if (invite === undefined) return true;
    const { role, by } = membership.invitations[invite]!;
    return role === 'admin' && admins.has(by);
  };
  const members = Object.values(membership.members);
  for (let before = -1; before < admins.size;) {
    before = admins.size;
    for (const member of members)
      if ([member, ...(member.others ?? [])].some(isByAdmin)) admins.add(member.device);
  }
  const changed = members.filter(({ device, role }) => (role === 'admin') !== admins.has(device));
  if (changed.length === 0) return membership;
  const entries = changed.map((member): [DeviceId, Member] => [
    member.device,
    { ...member, role: admins.has(member.device) ? 'admin' : 'member' },
  ]);
  return { ...membership, members: { ...membership.members, ...Object.fromEntries(entries) } };
};
