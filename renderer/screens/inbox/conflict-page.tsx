import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useBook } from '../../store/use-book.ts';
import { ConflictCard } from './conflict-card.tsx';

interface Props {
  readonly id: string;
  readonly open: (id: string) => void;
  readonly close: () => void;
}

/** The conflict that is open, until somebody has settled it: here, or on another device meanwhile. */
export const ConflictPage = ({ id, open, close }: Props) => {
  const rows = useBook((state) => state.conflicts);
  const [decided, setDecided] = useState<string>();
  const at = rows.findIndex((row) => row.id === id);
  const step = (by: 1 | -1): void => {
    const next = rows[at + by];
    if (next) open(next.id);
  };
  /** The line that takes its place in the list, or the last one. */
  const settled = (): void => {
    setDecided(id);
    const others = rows.filter((row) => row.id !== id);
    const next = others[Math.min(at, others.length - 1)];
    if (next) open(next.id);
    else close();
  };
  return (
    <article className="page">
      <Link href="/inbox" className="back">
        <ArrowLeft aria-hidden size={16} /> Back to the inbox
      </Link>
      {rows[at] ? (
        <ConflictCard key={id} row={rows[at]} step={step} settled={settled} />
      ) : (
        <p className="empty">
          {decided === id
            ? 'Decided.'
            : 'This conflict is settled: somebody has decided it, on this device or another.'}
        </p>
      )}
    </article>
  );
};
