import { CheckSquare, GitFork } from 'lucide-react';
import type { RecordRow } from '../../../src/projections/rows.ts';
import { bodyOf } from '../../engine/ids.ts';
import { ActorName } from '../../parts/names.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import { When } from '../../parts/when.tsx';
import { useBook } from '../../store/use-book.ts';

export const RecordLine = ({ row }: { readonly row: RecordRow }) => {
  const tasks = row.tasksOpen + row.tasksDone;
  const body = bodyOf(row.id);
  const ofProse = useBook((state) => state.conflicts.filter(({ aggregate }) => aggregate === body).length);
  const conflicts = row.conflicts + ofProse;
  return (
    <>
      <div className="line-top">
        <span className="line-title">{row.title || 'Untitled'}</span>
        <span className="line-when">
          <When at={row.changed} form="short" />
        </span>
      </div>
      <div className="line-bottom">
        <StatusMark status={row.status} />
        {conflicts > 0 && (
          <span className="mark" data-tone="conflict">
            <GitFork aria-hidden size={13} />
            {conflicts === 1 ? '1 conflict' : `${conflicts} conflicts`}
          </span>
        )}
        {tasks > 0 && (
          <span className="mark" title="Tasks done">
            <CheckSquare aria-hidden size={13} />
            {row.tasksDone}/{tasks}
          </span>
        )}
        <span className="line-tags">
          {row.tags.map((tag) => (
            <span className="tag" key={tag}>
              {tag}
            </span>
          ))}
        </span>
        <span className="line-editor">
          <ActorName actor={row.editor} />
        </span>
      </div>
    </>
  );
};
