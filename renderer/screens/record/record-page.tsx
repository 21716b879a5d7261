import { ArrowLeft, History } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { marksOf } from '../../../src/domain/record/marks.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { MarksProvider } from '../../parts/seen.ts';
import { bodyOf } from '../../engine/ids.ts';
import { useRecord } from '../../store/use-book.ts';
import { HistoryDrawer } from '../history/history-drawer.tsx';
import { RecordAsWas } from '../history/record-as-was.tsx';
import { useLookingBack } from '../history/use-looking-back.ts';
import { Comments } from './comments.tsx';
import { Entries } from './entries.tsx';
import { Fields } from './fields.tsx';
import { Prose } from './prose.tsx';
import { RecordHead } from './record-head.tsx';
import { RecordFoot } from './record-foot.tsx';
import { SignOffs } from './sign-offs.tsx';
import { Tasks } from './tasks.tsx';

interface Props {
  readonly id: AggregateId;
  /** Where Back leads where one pane is shown. */
  readonly list: string;
}

export const RecordPage = ({ id, list }: Props) => {
  const record = useRecord(id);
  const marks = useMemo(() => (record ? marksOf(record) : []), [record]);
  const looking = useLookingBack(useMemo(() => [id, bodyOf(id)], [id]));
  if (!record) return <p className="slow">Opening the record …</p>;
  if (record.created.length === 0) return <p className="empty">This record is not on this device yet.</p>;
  return (
    <MarksProvider value={marks}>
      <div className="record-page" data-history={looking.isOpen || undefined}>
        {looking.at ? (
          <RecordAsWas id={id} moment={looking.at} now={record} leave={() => looking.go(undefined)} />
        ) : (
          <article className="record">
            <div className="record-bar">
              <Link href={list} className="back">
                <ArrowLeft aria-hidden size={16} /> Back to the list
              </Link>
              <button
                type="button"
                className="icon-button"
                aria-expanded={looking.isOpen}
                aria-label="History of the record"
                title="History of the record"
                onClick={looking.toggle}
              >
                <History aria-hidden size={17} />
              </button>
            </div>
            <RecordHead id={id} record={record} />
            <Fields id={id} record={record} />
            <Prose record={id} />
            <Tasks id={id} record={record} />
            <Entries id={id} record={record} />
            <Comments id={id} record={record} />
            <SignOffs id={id} record={record} />
            <RecordFoot id={id} record={record} />
          </article>
        )}
        {looking.isOpen && (
          <HistoryDrawer history={looking.history} at={looking.at} go={looking.go} close={looking.toggle} />
        )}
      </div>
    </MarksProvider>
  );
};
