import type { DeviceId } from '../kernel/ids.ts';
import { openSegment } from '../log/open.ts';
import type { Engine } from './engine.ts';
import { storedSegment } from './segments.ts';

/** How a device came into the book, as its own first record says (ME1). */
export interface EnrolmentInfo {
  readonly device: DeviceId;
  /** Who uses it, by the name that they gave: a claim, like all that a device says of its person. */
  readonly actor: string;
  /** Claimed. */
  readonly at: string;
  /** Whose invitation let it in; the founder, and a device that goes on from another, have none. */
  readonly invitedBy?: DeviceId;
}

/** Of each member whose record can be read, in no order. */
export const enrolmentsOf = async (engine: Engine): Promise<readonly EnrolmentInfo[]> => {
  const { members, invitations } = engine.cached.membership;
  const found: EnrolmentInfo[] = [];
  for (const { device, hash, invite } of Object.values(members)) {
    const segment = await storedSegment(engine, hash);
    const opened = segment && (await openSegment(segment, undefined, engine.ports.crypto));
    if (!opened?.ok) continue;
    const { actor, at } = opened.value[0]!;
    const invitation = invite && invitations[invite];
    found.push({ device, actor, at, ...(invitation ? { invitedBy: invitation.by } : {}) });
  }
  return found;
};
