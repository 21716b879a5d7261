import { GitFork } from 'lucide-react';
import type { ConflictRow } from '../../../src/projections/conflict.ts';
import { When } from '../../parts/when.tsx';
import { VirtualList } from '../../parts/virtual-list.tsx';
import { useBook } from '../../store/use-book.ts';
import { ListPane } from '../lists/list-pane.tsx';
import { KIND_NAMES } from './conflict-kinds.tsx';
import { useSubject } from './use-subject.ts';

interface Props {
  readonly opened: string | undefined;
  readonly open: (id: string) => void;
}

/** What waits for a person: every open conflict of the book, the last written first. */
export const ConflictList = ({ opened, open }: Props) => {
  const rows = useBook((state) => state.conflicts);
  return (
    <ListPane title="Inbox" count={rows.length}>
      {rows.length === 0 && (
        <p className="empty">
          Nothing waits for a decision. Whatever was written in several places at once has been put together.
        </p>
      )}
      <VirtualList
        label="Conflicts"
        rows={rows}
        height={64}
        keyOf={(row) => row.id}
        isOpen={(row) => row.id === opened}
        open={(row) => open(row.id)}
        follows
      >
        {(row) => <ConflictLine row={row} />}
      </VirtualList>
    </ListPane>
  );
};

const ConflictLine = ({ row }: { readonly row: ConflictRow }) => {
  const subject = useSubject(row.aggregate);
  const last = Math.max(...row.sides.map(({ at }) => Date.parse(at)));
  return (
    <>
      <div className="line-top">
        <span className="line-title">{row.label || 'Untitled'}</span>
        <span className="line-when">
          <When at={last} form="short" />
        </span>
      </div>
      <div className="line-bottom">
        <span className="mark" data-tone="conflict">
          <GitFork aria-hidden size={13} />
          {KIND_NAMES[row.kind]}
        </span>
        <span className="line-place">{subject}</span>
      </div>
    </>
  );
};
