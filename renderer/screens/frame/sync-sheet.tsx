import { RefreshCw } from 'lucide-react';
import { Sheet } from '../../parts/sheet.tsx';
import { useBook, useBookStore } from '../../store/use-book.ts';
import { syncWords } from './sync-words.ts';

export const SyncSheet = ({ close }: { readonly close: () => void }) => {
  const { api } = useBookStore();
  const status = useBook((state) => state.status);
  const info = useBook((state) => state.info);
  const { words, since, detail } = syncWords(status);
  return (
    <Sheet title="Sync" close={close}>
      <output className="sheet-lead">
        <strong>{since === undefined ? words : `${words} ${since}`}.</strong> {detail}
      </output>
      <dl className="facts">
        <dt>Server</dt>
        <dd>{info?.server}</dd>
        <dt>This device</dt>
        <dd>
          {info?.members.find(({ device }) => device === info.device)?.name ?? info?.device.slice(0, 8)}
        </dd>
        <dt>Devices of the book</dt>
        <dd>{info?.members.length}</dd>
      </dl>
      <button type="button" className="button primary" onClick={() => void api.syncNow()}>
        <RefreshCw aria-hidden size={15} />
        Sync now
      </button>
    </Sheet>
  );
};
