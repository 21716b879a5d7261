import { useRef } from 'react';
import type { Register } from '../../../src/domain/register.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import { useFocusOnArrival } from '../../parts/arrivals.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { EditableText } from '../../parts/editable-text.tsx';
import { useRun } from '../../parts/use-run.ts';

interface Props {
  readonly id: AggregateId;
  readonly name: Register<string>;
}

export const PersonName = ({ id, name }: Props) => {
  const { run, failure } = useRun();
  const field = useRef<HTMLTextAreaElement>(null);
  useFocusOnArrival(id, field);
  const set = (to: string, over: readonly EventName[]) =>
    run({ type: 'person.set-name', aggregate: id, name: to, over });
  return (
    <header className="record-head">
      <h1 className="visually-hidden">Person</h1>
      <EditableText
        label="Name"
        field={field}
        className="record-title"
        register={name}
        toText={(text) => text ?? ''}
        store={set}
        failure={failure}
      />
      <Conflict
        label="Name"
        register={name}
        show={(text) => text}
        choose={(to, over) => void set(to, over)}
      />
    </header>
  );
};
