import { ArrowLeft } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { marksOf } from '../../../src/domain/record/marks.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { MarksProvider } from '../../parts/seen.ts';
import { useRecord } from '../../store/use-book.ts';
import { Comments } from './comments.tsx';
import { Entries } from './entries.tsx';
import { Fields } from './fields.tsx';
import { Prose } from './prose.tsx';
import { RecordHead } from './record-head.tsx';
import { RecordFoot } from './record-foot.tsx';
import { Tasks } from './tasks.tsx';

interface Props {
  readonly id: AggregateId;
  /** Where Back leads where one pane is shown. */
  readonly list: string;
}

export const RecordPage = ({ id, list }: Props) => {
  const record = useRecord(id);
  const marks = useMemo(() => (record ? marksOf(record) : []), [record]);
  if (!record) return <p className="slow">Opening the record …</p>;
  if (record.created.length === 0) return <p className="empty">This record is not on this device yet.</p>;
  return (
    <MarksProvider value={marks}>
      <article className="record">
        <Link href={list} className="back">
          <ArrowLeft aria-hidden size={16} /> Back to the list
        </Link>
        <RecordHead id={id} record={record} />
        <Fields id={id} record={record} />
        <Prose record={id} />
        <Tasks id={id} record={record} />
        <Entries id={id} record={record} />
        <Comments id={id} record={record} />
        <RecordFoot id={id} record={record} />
      </article>
    </MarksProvider>
  );
};
