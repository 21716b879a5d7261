import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
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
}

/** Raised with any change of what is stored of it: it is made anew from the log then. */
export const MEMBERSHIP_VERSION = 3;

export const NOBODY: Membership = { title: '', members: {}, invitations: {} };

export const isMember = ({ members }: Membership, device: DeviceId): boolean =>
  Object.hasOwn(members, device);

/** A membership while records are added to it: copied once, for many may be. */
export interface Draft {
  title: string;
  readonly members: { [device: DeviceId]: Member };
  readonly invitations: { [hash: SegmentHash]: Invitation };
}

export const toDraft = ({ title, members, invitations }: Membership): Draft => ({
  title,
  members: { ...members },
  invitations: { ...invitations },
});

export const enrolmentsOf = ({ members }: Membership, device: DeviceId): readonly Enrolment[] => {
  if (!Object.hasOwn(members, device)) return [];
  const member = members[device]!;
  return [member, ...(member.others ?? [])];
};

/** Adds an enrolment. False: it was there. */
export const addEnrolment = (
  draft: Draft,
  { device, signing }: Pick<Member, 'device' | 'signing'>,
  enrolment: Enrolment,
): boolean => {
  const before = enrolmentsOf(draft, device);
  if (before.some(({ hash }) => hash === enrolment.hash)) return false;
  const [first, ...others] = [...before.map(toEnrolment), enrolment].toSorted(byPlace);
  const role = before.length > 0 ? draft.members[device]!.role : 'member';
  draft.members[device] = { ...first!, device, signing, role, ...(others.length > 0 ? { others } : {}) };
  return true;
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
    for (const { device } of members)
      if (enrolmentsOf(membership, device).some(isByAdmin)) admins.add(device);
  }
  const changed = members.filter(({ device, role }) => (role === 'admin') !== admins.has(device));
  if (changed.length === 0) return membership;
  const entries = changed.map((member): [DeviceId, Member] => [
    member.device,
    { ...member, role: admins.has(member.device) ? 'admin' : 'member' },
  ]);
  return { ...membership, members: { ...membership.members, ...Object.fromEntries(entries) } };
};
