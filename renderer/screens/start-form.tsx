import { type FormEvent, useState } from 'react';
import type { Failure } from '../../src/kernel/result.ts';
import { deviceKind, ownServer } from '../engine/desktop.ts';
import { FailureLine } from '../parts/failure-line.tsx';
import { attempt } from '../parts/use-run.ts';
import { useBookStore } from '../store/use-book.ts';

export const StartForm = () => {
  const store = useBookStore();
  const [title, setTitle] = useState('');
  const [person, setPerson] = useState('');
  const [device, setDevice] = useState(deviceKind);
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const started = await attempt(async () =>
      store.start({
        title: title.trim(),
        person: person.trim(),
        device: device.trim(),
        server: await ownServer(),
      }),
    );
    setBusy(false);
    if (!started.ok) setFailure(started.error);
  };
  const missing = [title, person, device].some((text) => text.trim() === '');
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <label>
        Title of the book
        <input value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label>
        Your name
        <input value={person} autoComplete="name" onChange={(event) => setPerson(event.target.value)} />
      </label>
      <label>
        Name of this device
        <input value={device} onChange={(event) => setDevice(event.target.value)} />
      </label>
      <FailureLine failure={failure} />
      <button type="submit" className="button primary" disabled={busy || missing}>
        {busy ? 'Starting …' : 'Start the book'}
      </button>
    </form>
  );
};
