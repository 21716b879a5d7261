import { useEffect, useRef, useState } from 'react';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { Failure } from '../../../src/kernel/result.ts';
import { useCommand } from '../../commands/command-bus.ts';
import { bodyOf } from '../../engine/ids.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { Section } from '../../parts/section.tsx';
import { openProse, type OpenProse } from '../../prose/open-prose.ts';
import type { ProseStatus } from '../../prose/prose-session.ts';
import { ProseConflicts } from './prose-conflicts.tsx';
import { useBookStore } from '../../store/use-book.ts';

const SAVED: ProseStatus = { unsaved: false, failure: undefined };

export const Prose = ({ record }: { readonly record: AggregateId }) => {
  const store = useBookStore();
  const host = useRef<HTMLDivElement>(null);
  const open = useRef<OpenProse>(undefined);
  const [status, setStatus] = useState(SAVED);
  /** Null until the text is there, or is found not to be readable. */
  const [failure, setFailure] = useState<Failure | undefined | null>(null);

  useEffect(() => {
    const prose = openProse(store, bodyOf(record), host.current!, setStatus, setFailure);
    open.current = prose;
    return prose.close;
  }, [store, record]);
  useCommand('prose.save', () => open.current?.flush());

  return (
    <Section title="Prose" note={<output>{status.unsaved ? 'Writing …' : ''}</output>}>
      {failure === null && <p className="slow">Opening the prose …</p>}
      <div className="prose" ref={host} aria-busy={failure === null} />
      <ProseConflicts body={bodyOf(record)} />
      <FailureLine failure={failure ?? undefined} />
      {status.failure && (
        <FailureLine
          failure={{
            ...status.failure,
            message: `Not saved yet: ${status.failure.message} Your text is kept here and tried again.`,
          }}
        />
      )}
    </Section>
  );
};
