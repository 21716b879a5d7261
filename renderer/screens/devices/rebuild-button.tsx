import { useState } from 'react';
import type { Rebuilt } from '../../../src/book/rebuilt.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { attempt } from '../../parts/use-run.ts';
import { ok } from '../../../src/kernel/result.ts';
import { rebuiltWords } from './rebuilt-words.ts';
import { useBookStore } from '../../store/use-book.ts';

export const RebuildButton = () => {
  const { api } = useBookStore();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [rebuilt, setRebuilt] = useState<Rebuilt>();
  const rebuild = async (): Promise<void> => {
    setBusy(true);
    setRebuilt(undefined);
    const made = await attempt(async () => ok(await api.rebuild()));
    setFailure(made.ok ? undefined : made.error);
    setRebuilt(made.ok ? made.value : undefined);
    setBusy(false);
  };
  return (
    <section className="section">
      <h2>Lists</h2>
      <p className="page-lead">
        Every list is made from the signed log and can be made again from it. Nothing that was written is
        touched.
      </p>
      <button type="button" className="button" disabled={busy} onClick={() => void rebuild()}>
        {busy ? 'Rebuilding …' : 'Rebuild all lists'}
      </button>
      {/* Always there, so that what comes into it is read out. */}
      <output className="done-words">{rebuilt && rebuiltWords(rebuilt)}</output>
      <FailureLine failure={failure} />
    </section>
  );
};
