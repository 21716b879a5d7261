import { Plus } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useCommandBus } from '../../commands/command-bus.ts';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { useBook } from '../../store/use-book.ts';
import { Writers } from '../people/writers.tsx';
import { FilterBox } from './filter-box.tsx';
import { filterPeople } from './filter.ts';
import { ListPane } from './list-pane.tsx';
import type { ListProps } from './list-props.ts';

export const PeopleList = ({ opened, open }: ListProps) => {
  const people = useBook((state) => state.people);
  const bus = useCommandBus();
  const [query, setQuery] = useState('');
  const deferred = useDeferredValue(query);
  const rows = useMemo(() => filterPeople(people, deferred), [people, deferred]);
  return (
    <ListPane
      title="People"
      count={rows.length}
      action={
        <button type="button" className="button primary" onClick={() => bus.run('person.new')}>
          <Plus aria-hidden size={15} />
          New person
        </button>
      }
      tools={<FilterBox label="Filter people" value={query} change={setQuery} />}
    >
      {rows.length === 0 && (
        <p className="empty">{people.length === 0 ? 'No people yet.' : 'Nobody fits this filter.'}</p>
      )}
      <VirtualList
        label="People"
        rows={rows}
        height={52}
        keyOf={(row) => row.id}
        isOpen={(row) => row.id === opened}
        open={(row) => open(row.id)}
      >
        {(row) => (
          <>
            <div className="line-top">
              <span className="line-title">{row.name}</span>
              {row.age !== null && <span className="line-when">{row.age}</span>}
            </div>
            <div className="line-bottom">{row.interests.join(', ') || 'No interests'}</div>
          </>
        )}
      </VirtualList>
      <Writers open={open} />
    </ListPane>
  );
};
