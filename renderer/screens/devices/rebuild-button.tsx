import { useState } from 'react';
import type { Failure } from '../../../src/kernel/result.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { attempt } from '../../parts/use-run.ts';
import { ok } from '../../../src/kernel/result.ts';
import { useBookStore } from '../../store/use-book.ts';

export const RebuildButton = () => {
  const { api } = useBookStore();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const rebuild = async (): Promise<void> => {
    setBusy(true);
    const rebuilt = await attempt(async () => ok(await api.rebuild()));
    setFailure(rebuilt.ok ? undefined : rebuilt.error);
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
      <FailureLine failure={failure} />
    </section>
  );
};
