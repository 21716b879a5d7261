import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { FailureLine } from '../../parts/failure-line.tsx';
import { useSeen } from '../../parts/seen.ts';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { FieldRow } from './field-row.tsx';
import type { RecordPart } from './part.ts';

export const Fields = ({ id, record }: RecordPart) => {
  const names = Object.keys(record.fields).toSorted();
  return (
    <Section title="Fields">
      {names.length > 0 && (
        <dl className="fields">
          {names.map((name) => (
            <FieldRow key={name} id={id} name={name} register={record.fields[name]!} />
          ))}
        </dl>
      )}
      <NewField id={id} record={record} />
    </Section>
  );
};

const NewField = ({ id, record }: RecordPart) => {
  const { run, failure, busy } = useRun();
  const seen = useSeen();
  const [field, setField] = useState('');
  const [value, setValue] = useState('');
  const taken = Object.hasOwn(record.fields, field.trim());
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!(await run({ type: 'record.set-field', aggregate: id, field: field.trim(), value, over: seen([]) })))
      return;
    setField('');
    setValue('');
  };
  return (
    <form className="add-line" onSubmit={(event) => void submit(event)}>
      <div className="add-line-row">
        <input
          aria-label="New field"
          placeholder="Field"
          value={field}
          onChange={(event) => setField(event.target.value)}
        />
        <input
          aria-label="Value of the new field"
          placeholder="Value"
          value={value}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="button" disabled={busy || taken || field.trim() === ''}>
          <Plus aria-hidden size={14} />
          Add field
        </button>
      </div>
      {taken && <p className="hint">This field is above: change it there.</p>}
      <FailureLine failure={failure} />
    </form>
  );
};
