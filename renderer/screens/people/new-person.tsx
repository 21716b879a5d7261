import { type FormEvent, useState } from 'react';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { newAggregateId } from '../../engine/ids.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useRun } from '../../parts/use-run.ts';
import { readAge } from './age.ts';

interface Props {
  readonly close: () => void;
  readonly created: (id: AggregateId) => void;
}

export const NewPerson = ({ close, created }: Props) => {
  const { run, failure, busy } = useRun();
  const [unreadable, setUnreadable] = useState<Failure>();
  const [name, setName] = useState('');
  const [age, setAge] = useState('');
  const [interests, setInterests] = useState('');

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const read = readAge(age);
    setUnreadable(read.ok ? undefined : read.error);
    if (!read.ok) return;
    const words = interests.split(',').map((word) => word.trim());
    const aggregate = newAggregateId('person');
    const stored = await run({
      type: 'person.create',
      aggregate,
      name: name.trim(),
      ...(read.value === null ? {} : { age: read.value }),
      interests: [...new Set(words.filter(Boolean))],
    });
    if (stored) created(aggregate);
  };

  return (
    <Sheet title="New person" close={close}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <label>
          Age
          <input inputMode="numeric" value={age} onChange={(event) => setAge(event.target.value)} />
        </label>
        <label>
          Interests, with commas between
          <input value={interests} onChange={(event) => setInterests(event.target.value)} />
        </label>
        <FailureLine failure={unreadable ?? failure} />
        <button type="submit" className="button primary" disabled={busy || name.trim() === ''}>
          Add person
        </button>
      </form>
    </Sheet>
  );
};
