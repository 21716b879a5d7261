import { Command } from 'lucide-react';
import { Link } from 'wouter';
import { useCommandBus } from '../../commands/command-bus.ts';
import { showKeys } from '../../commands/keys.ts';
import { isMac } from '../../engine/desktop.ts';
import { useBook } from '../../store/use-book.ts';
import { type Section, SECTIONS } from '../places.ts';
import { SyncPill } from './sync-pill.tsx';

export const Navigation = ({ section }: { readonly section: Section }) => {
  const bus = useCommandBus();
  const title = useBook((state) => state.info?.title);
  const conflicts = useBook((state) => state.conflicts.length);
  return (
    <nav className="nav" data-pane tabIndex={-1} aria-label="Sections">
      <p className="book-title">{title}</p>
      <ul>
        {SECTIONS.map(({ at, title: name, icon: Icon }) => (
          <li key={at}>
            <Link href={at} className="nav-link" aria-current={at === section.at ? 'page' : undefined}>
              <Icon aria-hidden size={17} />
              <span>{name}</span>
              {at === '/inbox' && conflicts > 0 && (
                <span className="nav-note" title={`${conflicts} to decide`}>
                  {conflicts.toLocaleString()}
                  <span className="visually-hidden"> to decide</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      <div className="nav-foot">
        <button type="button" className="nav-link" onClick={() => bus.run('palette')}>
          <Command aria-hidden size={17} />
          <span>Commands</span>
          <kbd>{showKeys('Mod+K', isMac)}</kbd>
        </button>
        <SyncPill />
      </div>
    </nav>
  );
};
