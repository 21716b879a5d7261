import { Plus } from 'lucide-react';
import type { DeviceId } from '../../../src/kernel/ids.ts';
import { useCommandBus } from '../../commands/command-bus.ts';
import { useEnrolments } from '../../parts/use-enrolments.ts';
import { useBook } from '../../store/use-book.ts';
import { DeviceLine } from './device-line.tsx';
import { RebuildButton } from './rebuild-button.tsx';

export const DevicesPage = () => {
  const info = useBook((state) => state.info);
  const enrolments = useEnrolments();
  const bus = useCommandBus();
  const of = (device: DeviceId | undefined) => enrolments.find((one) => one.device === device);
  if (!info) return undefined;
  return (
    <div className="page">
      <header className="list-title">
        <h1>Devices</h1>
        <span className="count">{info.members.length}</span>
        <button type="button" className="button primary" onClick={() => bus.run('book.invite')}>
          <Plus aria-hidden size={15} />
          Invite a device
        </button>
      </header>
      <p className="page-lead">
        Each of these devices holds the whole book “{info.title}” and can write in it, with or without a
        network.
      </p>
      <ul className="devices" aria-label="Devices of the book">
        {info.members.map((member) => (
          <DeviceLine
            key={member.device}
            member={member}
            enrolment={of(member.device)}
            inviter={of(of(member.device)?.invitedBy)}
            isThis={member.device === info.device}
          />
        ))}
      </ul>
      <RebuildButton />
    </div>
  );
};
