import { type FormEvent, useRef, useState } from 'react';
import { MAX_LINE } from '../../../src/domain/limits.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { newAggregateId } from '../../engine/ids.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { Sheet } from '../../parts/sheet.tsx';
import { excess, TooLong } from '../../parts/too-long.tsx';
import { useRun } from '../../parts/use-run.ts';

interface Props {
  readonly close: () => void;
  readonly created: (id: AggregateId) => void;
}

export const NewRecord = ({ close, created }: Props) => {
  const { run, failure, busy } = useRun();
  const [title, setTitle] = useState('');
  const stored = useRef(false);
  const cannot = title.trim() === '' || excess(title, MAX_LINE) > 0;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (cannot) return;
    const aggregate = newAggregateId('record');
    stored.current = await run({ type: 'record.create', aggregate, title: title.trim() });
    if (stored.current) created(aggregate);
  };
  return (
    <Sheet title="New record" close={close} returns={() => !stored.current}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <label>
          Title
          <input value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <TooLong text={title} most={MAX_LINE} />
        <FailureLine failure={failure} />
        <button type="submit" className="button primary" disabled={busy || cannot}>
          Add record
        </button>
      </form>
    </Sheet>
  );
};
