import { useState } from 'react';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import type { ActivityRow } from '../../../src/projections/rows.ts';
import { ActorName } from '../../parts/names.tsx';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { When } from '../../parts/when.tsx';
import { rowById } from '../../store/rows.ts';
import { useBook, useName, useRecordTitle } from '../../store/use-book.ts';
import { settledWords } from '../history/step-words.ts';
import { activityWords } from './activity-words.ts';
import { ListPane } from './list-pane.tsx';
import type { ListProps } from './list-props.ts';
import { useSettled } from './use-settled.ts';

/** Prose is shown in its record. */
const shownIn = (aggregate: AggregateId): AggregateId =>
  aggregate.replace(/^body:/, 'record:') as AggregateId;

export const ActivityList = ({ opened, open }: ListProps) => {
  const rows = useBook((state) => state.activity);
  const [chosen, setChosen] = useState<EventName>();
  const isOf = (row: ActivityRow | undefined): boolean =>
    row !== undefined && shownIn(row.aggregate) === opened;
  // Of all that was done to what is open one line is marked: the one that led there, or the newest.
  const marked = isOf(rows.find(({ id }) => id === chosen)) ? chosen : rows.find(isOf)?.id;
  return (
    <ListPane title="Activity" count={rows.length}>
      {rows.length === 0 && <p className="empty">Nothing has happened yet.</p>}
      <VirtualList
        label="Activity"
        rows={rows}
        height={56}
        keyOf={(row) => row.id}
        isOpen={(row) => row.id === marked}
        open={(row) => {
          setChosen(row.id);
          open(shownIn(row.aggregate));
        }}
      >
        {(row) => <ActivityLine row={row} />}
      </VirtualList>
    </ListPane>
  );
};

const ActivityLine = ({ row }: { readonly row: ActivityRow }) => {
  const aggregate = shownIn(row.aggregate);
  const title = useRecordTitle(aggregate);
  const name = useName(aggregate);
  const place = title ?? name;
  /** Of an assignment it is the person's id. */
  const summary = useName(row.summary);
  const people = useBook((state) => state.people);
  const settled = useSettled(row);
  const words = settled && settledWords(settled, (actor) => rowById(people, actor)?.name ?? actor);
  return (
    <>
      <div className="line-top">
        <span className="line-words">
          <ActorName actor={row.actor} /> {words?.words ?? activityWords(row.type)}{' '}
          {!words && row.summary && summary !== place && <span className="line-summary">{summary}</span>}
        </span>
      </div>
      <div className="line-bottom">
        <span className="line-place">{words ? `${words.outcome}, in ${place}` : place}</span>
        <span className="line-when">
          <When at={row.at} form="short" />
        </span>
      </div>
    </>
  );
};
