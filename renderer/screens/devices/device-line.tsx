import { MonitorSmartphone } from 'lucide-react';
import type { MemberInfo } from '../../../src/book/api.ts';
import type { EnrolmentInfo } from '../../../src/book/enrolments.ts';
import { ActorName } from '../../parts/names.tsx';
import { When } from '../../parts/when.tsx';

interface Props {
  readonly member: MemberInfo;
  /** Undefined until it is read. */
  readonly enrolment: EnrolmentInfo | undefined;
  /** Whoever let it in; undefined too where nobody did. */
  readonly inviter: EnrolmentInfo | undefined;
  readonly isThis: boolean;
}

export const DeviceLine = ({ member, enrolment, inviter, isThis }: Props) => (
  <li>
    <MonitorSmartphone aria-hidden size={18} />
    <div className="device-about">
      <span className="device-name">
        {member.name}
        {isThis && <span className="tag">This device</span>}
      </span>
      <span className="note">
        {enrolment && (
          <>
            <ActorName actor={enrolment.actor} />,{' '}
          </>
        )}
        {member.role}
        {enrolment && (
          <>
            , {cameBy(member, enrolment, inviter)} <When at={enrolment.at} />
          </>
        )}
      </span>
    </div>
    <code title={member.device}>{member.device.slice(0, 8)}</code>
  </li>
);

const cameBy = (
  { continues }: MemberInfo,
  { invitedBy }: EnrolmentInfo,
  inviter: EnrolmentInfo | undefined,
) => {
  if (continues !== undefined) return `goes on from ${continues.slice(0, 8)} since`;
  if (invitedBy === undefined) return 'began the book on';
  if (!inviter) return 'let in on';
  return (
    <>
      let in by <ActorName actor={inviter.actor} /> on
    </>
  );
};
