import { MonitorSmartphone, Plus } from 'lucide-react';
import { useCommandBus } from '../../commands/command-bus.ts';
import { useBook } from '../../store/use-book.ts';
import { RebuildButton } from './rebuild-button.tsx';

export const DevicesPage = () => {
  const info = useBook((state) => state.info);
  const bus = useCommandBus();
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
        {info.members.map(({ device, name, role, continues }) => (
          <li key={device}>
            <MonitorSmartphone aria-hidden size={18} />
            <span className="device-name">
              {name}
              {device === info.device && <span className="tag">This device</span>}
            </span>
            <span className="note">
              {continues ? `${role}, goes on from ${continues.slice(0, 8)}` : role}
            </span>
            <code title={device}>{device.slice(0, 8)}</code>
          </li>
        ))}
      </ul>
      <RebuildButton />
    </div>
  );
};
