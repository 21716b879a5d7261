import { Cloud, CloudAlert, CloudOff, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useCommand } from '../../commands/command-bus.ts';
import { useBook, useBookStore } from '../../store/use-book.ts';
import { SyncSheet } from './sync-sheet.tsx';
import { syncWords } from './sync-words.ts';

const ICONS = { calm: Cloud, busy: RefreshCw, away: CloudOff, stopped: CloudAlert };

export const SyncPill = () => {
  const status = useBook((state) => state.status);
  const { api } = useBookStore();
  const [open, setOpen] = useState(false);
  useCommand('sync.now', () => void api.syncNow());
  const { tone, words, since } = syncWords(status);
  const Icon = ICONS[tone];
  return (
    <>
      <button
        type="button"
        className="pill"
        data-tone={tone}
        data-testid="sync-pill"
        onClick={() => setOpen(true)}
      >
        <Icon aria-hidden size={15} />
        <span>
          {words}
          {since !== undefined && <span className="pill-since"> {since}</span>}
        </span>
      </button>
      {open && <SyncSheet close={() => setOpen(false)} />}
    </>
  );
};
