import { CheckSquare, Square } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import type { TaskRow } from '../../../src/projections/rows.ts';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { useBook, useRecordTitle } from '../../store/use-book.ts';
import { FilterBox } from './filter-box.tsx';
import { filterTasks } from './filter.ts';
import { ListPane } from './list-pane.tsx';
import type { ListProps } from './list-props.ts';

export const TaskList = ({ opened, open }: ListProps) => {
  const tasks = useBook((state) => state.tasks);
  const [query, setQuery] = useState('');
  const [done, setDone] = useState(false);
  const deferred = useDeferredValue(query);
  const rows = useMemo(() => filterTasks(tasks, deferred, done), [tasks, deferred, done]);
  return (
    <ListPane
      title="Tasks"
      count={rows.length}
      tools={
        <>
          <FilterBox label="Filter tasks" value={query} change={setQuery} />
          <label className="check">
            <input type="checkbox" checked={done} onChange={(event) => setDone(event.target.checked)} />
            Done
          </label>
        </>
      }
    >
      {rows.length === 0 && (
        <p className="empty">{done ? 'No task is done.' : 'No task is open. Tasks are added in a record.'}</p>
      )}
      <VirtualList
        label="Tasks"
        rows={rows}
        height={52}
        keyOf={(row) => row.id}
        isOpen={(row) => row.record === opened}
        open={(row) => open(row.record)}
      >
        {(row) => <TaskLine row={row} />}
      </VirtualList>
    </ListPane>
  );
};

const TaskLine = ({ row }: { readonly row: TaskRow }) => (
  <>
    <div className="line-top">
      {row.done ? <CheckSquare aria-label="Done" size={15} /> : <Square aria-label="Open" size={15} />}
      <span className="line-title">{row.title}</span>
    </div>
    <div className="line-bottom indented">{useRecordTitle(row.record) ?? 'A record'}</div>
  </>
);
