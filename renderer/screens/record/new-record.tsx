import { type FormEvent, useState } from 'react';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { newAggregateId } from '../../engine/ids.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { useRun } from '../../parts/use-run.ts';

interface Props {
  readonly close: () => void;
  readonly created: (id: AggregateId) => void;
}

export const NewRecord = ({ close, created }: Props) => {
  const { run, failure, busy } = useRun();
  const [title, setTitle] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const aggregate = newAggregateId('record');
    if (await run({ type: 'record.create', aggregate, title: title.trim() })) created(aggregate);
  };
  return (
    <Sheet title="New record" close={close}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label>
          Title
          <input value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <FailureLine failure={failure} />
        <button type="submit" className="button primary" disabled={busy || title.trim() === ''}>
          Add record
        </button>
      </form>
    </Sheet>
  );
};
