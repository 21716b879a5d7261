import { Plus } from 'lucide-react';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { newAggregateId } from '../../engine/ids.ts';
import { useArrivals } from '../../parts/arrivals.ts';
import { FailureLine } from '../../parts/failure-line.tsx';
import { useEnrolments } from '../../parts/use-enrolments.ts';
import { useRun } from '../../parts/use-run.ts';
import { useBook } from '../../store/use-book.ts';
import { unlisted } from './unlisted.ts';

/** As many fit without pushing the list away. */
const MOST = 6;

/**
 * Who writes in the book and is not in the list of its people. They are not put there by themselves: a device says
 * whose it is, and two devices of one person would make two people.
 */
export const Writers = ({ open }: { readonly open: (id: AggregateId) => void }) => {
  const people = useBook((state) => state.people);
  const names = unlisted(useEnrolments(), people).slice(0, MOST);
  const arrivals = useArrivals();
  const { run, failure, busy } = useRun();
  const add = async (name: string): Promise<void> => {
    const aggregate = newAggregateId('person');
    if (!(await run({ type: 'person.create', aggregate, name, interests: [] }))) return;
    arrivals.expect(aggregate);
    open(aggregate);
  };
  if (names.length === 0) return undefined;
  return (
    <section className="writers" aria-label="Who writes in this book">
      <p className="note">Write in this book, but are not listed:</p>
      <div className="writers-names">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className="button"
            disabled={busy}
            aria-label={`Add ${name} to the people`}
            onClick={() => void add(name)}
          >
            <Plus aria-hidden size={14} />
            {name}
          </button>
        ))}
      </div>
      <FailureLine failure={failure} />
    </section>
  );
};
