import { type FormEvent, useState } from 'react';
import type { Failure } from '../../src/kernel/result.ts';
import { deviceKind } from '../engine/desktop.ts';
import { FailureLine } from '../parts/failure-line.tsx';
import { attempt } from '../parts/use-run.ts';
import { useBookStore } from '../store/use-book.ts';

export const JoinForm = ({ link: given }: { readonly link: string }) => {
  const store = useBookStore();
  const [link, setLink] = useState(given);
  const [person, setPerson] = useState('');
  const [device, setDevice] = useState(deviceKind);
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const joined = await attempt(() =>
      store.join({ link: link.trim(), person: person.trim(), device: device.trim() }),
    );
    setBusy(false);
    if (!joined.ok) setFailure(joined.error);
  };
  const missing = [link, person, device].some((text) => text.trim() === '');
  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <label>
        Link
        <textarea
          className="link-text"
          rows={3}
          value={link}
          spellCheck={false}
          onChange={(event) => setLink(event.target.value)}
        />
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
        {busy ? 'Joining …' : 'Join the book'}
      </button>
    </form>
  );
};
