import { Archive } from 'lucide-react';
import { useRef } from 'react';
import { isArchived } from '../../../src/domain/record/marks.ts';
import { useFocusOnArrival } from '../../parts/arrivals.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { EditableText } from '../../parts/editable-text.tsx';
import { useRun } from '../../parts/use-run.ts';
import { AssigneeField } from './assignee-field.tsx';
import type { RecordPart } from './part.ts';
import { StatusField } from './status-field.tsx';
import { Tags } from './tags.tsx';

export const RecordHead = ({ id, record }: RecordPart) => {
  const { run, failure } = useRun();
  const field = useRef<HTMLTextAreaElement>(null);
  useFocusOnArrival(id, field);
  const setTitle = (title: string, over: readonly string[]) =>
    run({ type: 'record.set-title', aggregate: id, title, over });
  return (
    <header className="record-head">
      <h1 className="visually-hidden">Record</h1>
      {isArchived(record.archived) && (
        <p className="archived">
          <Archive aria-hidden size={15} />
          Archived: it is in no list. Any change brings it back.
        </p>
      )}
      <EditableText
        label="Title"
        field={field}
        className="record-title"
        register={record.title}
        toText={(title) => title ?? ''}
        store={setTitle}
        failure={failure}
        placeholder="Untitled"
      />
      <Conflict
        label="Title"
        register={record.title}
        show={(title) => title}
        choose={(title, over) => void setTitle(title, over)}
      />
      <div className="record-facts">
        <StatusField id={id} record={record} />
        <AssigneeField id={id} record={record} />
      </div>
      <Tags id={id} record={record} />
    </header>
  );
};
