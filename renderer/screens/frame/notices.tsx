import { TriangleAlert, X } from 'lucide-react';
import { useBook, useBookStore } from '../../store/use-book.ts';

/** One banner for each thing that needs a person: what it is, and what to do. */
export const Notices = () => {
  const { api } = useBookStore();
  const notices = useBook((state) => state.notices);
  if (notices.length === 0) return undefined;
  return (
    <section className="notices" aria-label="Needs you">
      {notices.map(({ id, failure }) => (
        <div className="notice" key={id} role="alert">
          <TriangleAlert aria-hidden size={16} />
          <p>{failure.message}</p>
          <button
            type="button"
            className="icon-button"
            aria-label={`Dismiss: ${failure.message}`}
            onClick={() => void api.dismiss(id)}
          >
            <X aria-hidden size={15} />
          </button>
        </div>
      ))}
    </section>
  );
};
