import { useId, useRef } from 'react';
import { namesIn, shown } from '../../../src/domain/register.ts';
import type { EventName } from '../../../src/kernel/ids.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { FailureLine } from '../../parts/failure-line.tsx';
import { ActorName } from '../../parts/names.tsx';
import { useSeen } from '../../parts/seen.ts';
import { useRun } from '../../parts/use-run.ts';
import { useBook } from '../../store/use-book.ts';
import type { RecordPart } from './part.ts';

const showAssignee = (person: string) => (person === '' ? 'Nobody' : <ActorName actor={person} />);

export const AssigneeField = ({ id, record }: RecordPart) => {
  const { run, failure } = useRun();
  const seen = useSeen();
  const people = useBook((state) => state.people);
  const selectId = useId();
  const begun = useRef<readonly EventName[]>([]);
  const assignee = shown(record.assignee) ?? '';
  const assign = (to: string, over: readonly string[]) =>
    void run({ type: 'record.assign', aggregate: id, person: to, over });
  const begin = (): void => {
    begun.current = seen(namesIn(record.assignee));
  };
  return (
    <div className="fact">
      <label className="fact-label" htmlFor={selectId}>
        Assignee
      </label>
      <select
        id={selectId}
        value={assignee}
        onFocus={begin}
        onPointerDown={begin}
        onChange={(event) => assign(event.target.value, begun.current)}
      >
        <option value="">Nobody</option>
        {assignee !== '' && !people.some((person) => person.id === assignee) && (
          <option value={assignee}>{assignee}</option>
        )}
        {people.map((person) => (
          <option key={person.id} value={person.id}>
            {person.name}
          </option>
        ))}
      </select>
      <Conflict label="Assignee" register={record.assignee} show={showAssignee} choose={assign} />
      <FailureLine failure={failure} />
    </div>
  );
};
