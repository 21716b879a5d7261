import { ArrowRight, History } from 'lucide-react';
import { shown } from '../../../src/domain/register.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { ActorName, DeviceName } from '../../parts/names.tsx';
import { When } from '../../parts/when.tsx';
import { FactsWas } from './facts-was.tsx';
import { ListsWas } from './lists-was.tsx';
import { PartWas } from './part-was.tsx';
import { TEXT, type Moment } from './moment.ts';
import { RestoringProvider, useRestore } from './restoring.ts';
import { useAsWas } from './use-as-was.ts';

interface Props {
  readonly id: AggregateId;
  readonly moment: Moment;
  /** As it is now. */
  readonly now: RecordState;
  readonly leave: () => void;
}

/** A record as a device knew it at a moment. Nothing here can be edited; what is not so now can be made so again. */
export const RecordAsWas = ({ id, moment, now, leave }: Props) => {
  const { was, failure } = useAsWas(id, moment);
  const restore = useRestore(id, was, now, leave);
  if (!was || !restore.restoring)
    return (
      <article className="record">
        <FailureLine failure={failure} />
        {!failure && <p className="slow">Looking back …</p>}
      </article>
    );
  const { record, text } = was;
  const { step, device, at } = was.moment;
  const { differs, busy } = restore.restoring;
  return (
    <RestoringProvider value={restore.restoring}>
      <article className="record as-was">
        <h1 className="visually-hidden">Record as it was</h1>
        <div className="as-was-head">
          <p>
            <History aria-hidden size={16} />
            <span>
              {step ? (
                <>
                  As it was for <ActorName actor={step.actor} /> on <DeviceName device={device} />,{' '}
                </>
              ) : (
                <>
                  What <DeviceName device={device} /> knew, by its last change until{' '}
                </>
              )}
              <When at={at} />
            </span>
          </p>
          <div className="as-was-actions">
            <button
              type="button"
              className="button"
              disabled={busy || differs.size === 0 || record.created.length === 0}
              onClick={() => restore.restoring!.restore()}
            >
              Restore everything
            </button>
            <button type="button" className="button" onClick={leave}>
              Back to now
              <ArrowRight aria-hidden size={14} />
            </button>
          </div>
          <FailureLine failure={failure ?? restore.failure} />
        </div>
        {record.created.length === 0 ? (
          <p className="empty">The record did not exist yet for this device.</p>
        ) : (
          <>
            <PartWas label="the title" parts={['title']}>
              <p className="record-title">{shown(record.title)}</p>
            </PartWas>
            <FactsWas record={record} />
            {text !== '' || differs.has(TEXT) ? (
              <section className="section" aria-label="Prose as it was">
                <h2>Prose</h2>
                <PartWas label="the prose" parts={[TEXT]}>
                  <p className="prose-was written">{text === '' ? 'Empty' : text}</p>
                </PartWas>
              </section>
            ) : undefined}
            <ListsWas record={record} />
          </>
        )}
      </article>
    </RestoringProvider>
  );
};
