import { type Register, shown } from '../../../src/domain/register.ts';
import type { Json } from '../../../src/events/event.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { EditableText } from '../../parts/editable-text.tsx';
import { useRun } from '../../parts/use-run.ts';
import { fieldText, fieldValue } from './field-value.ts';

interface Props {
  readonly id: AggregateId;
  readonly name: string;
  readonly register: Register;
}

export const FieldRow = ({ id, name, register }: Props) => {
  const { run, failure } = useRun();
  const set = (value: Json, over: readonly string[]) =>
    run({ type: 'record.set-field', aggregate: id, field: name, value, over });
  return (
    <div className="field">
      <dt>{name}</dt>
      <dd>
        <EditableText
          label={name}
          register={register}
          toText={fieldText}
          store={(text, over) => set(fieldValue(text, shown(register)), over)}
          failure={failure}
          placeholder="Empty"
        />
        <Conflict
          label={name}
          register={register}
          show={(value) => fieldText(value) || 'Empty'}
          choose={(value, over) => void set(value, over)}
        />
      </dd>
    </div>
  );
};
