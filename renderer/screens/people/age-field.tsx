import { useState } from 'react';
import type { Register } from '../../../src/domain/register.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { EditableText } from '../../parts/editable-text.tsx';
import { useRun } from '../../parts/use-run.ts';
import { readAge } from './age.ts';

interface Props {
  readonly id: AggregateId;
  readonly age: Register<number | null>;
}

export const AgeField = ({ id, age }: Props) => {
  const { run, failure } = useRun();
  const [unreadable, setUnreadable] = useState<Failure>();
  const set = (value: number | null, over: readonly EventName[]) =>
    run({ type: 'person.set-age', aggregate: id, age: value, over });
  const store = async (text: string, over: readonly EventName[]): Promise<boolean> => {
    const read = readAge(text);
    setUnreadable(read.ok ? undefined : read.error);
    return read.ok && set(read.value, over);
  };
  return (
    <dl className="fields">
      <div className="field">
        <dt>Age</dt>
        <dd>
          <EditableText
            label="Age"
            inputMode="numeric"
            placeholder="Not said"
            register={age}
            toText={(value) => value?.toString() ?? ''}
            store={store}
            failure={unreadable ?? failure}
          />
          <Conflict
            label="Age"
            register={age}
            show={(value) => value ?? 'Not said'}
            choose={(value, over) => void set(value, over)}
          />
        </dd>
      </div>
    </dl>
  );
};
