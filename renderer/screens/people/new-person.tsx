import { type FormEvent, useRef, useState } from 'react';
import { MAX_KEY, MAX_LINE } from '../../../src/domain/limits.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { newAggregateId } from '../../engine/ids.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { excess, TooLong } from '../../parts/too-long.tsx';
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
  const stored = useRef(false);
  const words = [...new Set(interests.split(',').map((word) => word.trim()))].filter(Boolean);
  const longest = words.reduce((most, word) => (word.length > most.length ? word : most), '');
  const cannot = name.trim() === '' || excess(name, MAX_LINE) > 0 || excess(longest, MAX_KEY) > 0;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (cannot) return;
    const read = readAge(age);
    setUnreadable(read.ok ? undefined : read.error);
    if (!read.ok) return;
    const aggregate = newAggregateId('person');
    stored.current = await run({
      type: 'person.create',
      aggregate,
      name: name.trim(),
      ...(read.value === null ? {} : { age: read.value }),
      interests: words,
    });
    if (stored.current) created(aggregate);
  };

  return (
    <Sheet title="New person" close={close} returns={() => !stored.current}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label>
          Name
          <input value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <TooLong text={name} most={MAX_LINE} />
        <label>
          Age
          <input inputMode="numeric" value={age} onChange={(event) => setAge(event.target.value)} />
        </label>
        <label>
          Interests, with commas between
          <input value={interests} onChange={(event) => setInterests(event.target.value)} />
        </label>
        <TooLong text={longest} most={MAX_KEY} />
        <FailureLine failure={unreadable ?? failure} />
        <button type="submit" className="button primary" disabled={busy || cannot}>
          Add person
        </button>
      </form>
    </Sheet>
  );
};
