import { Plus } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useCommandBus } from '../../commands/command-bus.ts';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { useBook } from '../../store/use-book.ts';
import { FilterBox } from './filter-box.tsx';
import { filterRecords } from './filter.ts';
import { ListPane } from './list-pane.tsx';
import type { ListProps } from './list-props.ts';
import { RecordLine } from './record-line.tsx';

export const RecordList = ({ opened, open }: ListProps) => {
  const records = useBook((state) => state.records);
  const bus = useCommandBus();
  const [query, setQuery] = useState('');
  const [archived, setArchived] = useState(false);
  const deferred = useDeferredValue(query);
  const rows = useMemo(() => filterRecords(records, deferred, archived), [records, deferred, archived]);
  const isJoining = useBook((state) => state.status?.state === 'joining');
  const emptyWords = isJoining
    ? 'The book has not arrived yet. It comes once this device and the one that made the link have both met the server.'
    : records.length === 0
      ? 'No records yet. Write the first one.'
      : query === ''
        ? archived
          ? 'Nothing is archived.'
          : 'All records are archived: tick “Archived” to see them.'
        : 'No record fits this filter.';
  return (
    <ListPane
      title="Records"
      count={rows.length}
      action={
        <button type="button" className="button primary" onClick={() => bus.run('record.new')}>
          <Plus aria-hidden size={15} />
          New record
        </button>
      }
      tools={
        <>
          <FilterBox label="Filter records" value={query} change={setQuery} />
          <label className="check">
            <input
              type="checkbox"
              checked={archived}
              onChange={(event) => setArchived(event.target.checked)}
            />
            Archived
          </label>
        </>
      }
    >
      {rows.length === 0 && <p className="empty">{emptyWords}</p>}
      <VirtualList
        label="Records"
        rows={rows}
        height={64}
        keyOf={(row) => row.id}
        isOpen={(row) => row.id === opened}
        open={(row) => open(row.id)}
      >
        {(row) => <RecordLine row={row} />}
      </VirtualList>
    </ListPane>
  );
};
