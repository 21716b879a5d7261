import { GitFork } from 'lucide-react';
import { Link } from 'wouter';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import { useBook } from '../../store/use-book.ts';
import { addressOfConflict } from '../places.ts';

/** The sentences of a text that were rewritten in several places at once, each with the way to where it is decided. */
export const ProseConflicts = ({ body }: { readonly body: AggregateId }) => {
  const all = useBook((state) => state.conflicts);
  const rows = all.filter(({ aggregate }) => aggregate === body);
  if (rows.length === 0) return undefined;
  return (
    <section className="conflict" aria-label="Conflicts in the prose">
      <p className="conflict-head">
        <GitFork aria-hidden size={15} />
        Rewritten in several places at once. The letters of all of them stand in the text.
      </p>
      <ul>
        {rows.map(({ id, standing }) => (
          <li key={id}>
            <q className="conflict-value">{standing}</q>
            <Link href={addressOfConflict(id)} className="button">
              Decide
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
};
