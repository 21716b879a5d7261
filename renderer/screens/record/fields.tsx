import { Plus } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { MAX_KEY, MAX_TEXT } from '../../../src/domain/limits.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { keepFocus } from '../../parts/keep-focus.ts';
import { excess, TooLong } from '../../parts/too-long.tsx';
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
  const first = useRef<HTMLInputElement>(null);
  const taken = Object.hasOwn(record.fields, field.trim());
  const isTooLong = excess(field, MAX_KEY) > 0 || excess(value, MAX_TEXT) > 0;
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    if (!(await run({ type: 'record.set-field', aggregate: id, field: field.trim(), value, over: seen([]) })))
      return;
    setField('');
    setValue('');
    keepFocus(form, first.current);
  };
  return (
    <form className="add-line" onSubmit={(event) => void submit(event)}>
      <div className="add-line-row">
        <input
          ref={first}
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
        <button type="submit" className="button" disabled={busy || taken || isTooLong || field.trim() === ''}>
          <Plus aria-hidden size={14} />
          Add field
        </button>
      </div>
      <TooLong text={field} most={MAX_KEY} />
      <TooLong text={value} most={MAX_TEXT} />
      {taken && <p className="hint">This field is above: change it there.</p>}
      <FailureLine failure={failure} />
    </form>
  );
};
