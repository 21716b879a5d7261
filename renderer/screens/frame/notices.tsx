import { TriangleAlert, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { takeInvitation } from '../../engine/invitation-link.ts';
import { useBook, useBookStore } from '../../store/use-book.ts';

/** With these nothing is recorded either, until the window has begun anew. */
const MENDED_BY_RELOADING: ReadonlySet<string> = new Set(['database-closed', 'engine.lost']);

/** One banner for each thing that needs a person: what it is, and what to do. */
export const Notices = () => {
  const { api } = useBookStore();
  const notices = useBook((state) => state.notices);
  const status = useBook((state) => state.status);
  const title = useBook((state) => state.info?.title);
  const [link, setLink] = useState(takeInvitation);
  const stopped = status?.state === 'stopped' || status?.state === 'turned-away' ? status.failure : undefined;
  if (notices.length === 0 && link === '' && stopped === undefined) return undefined;
  return (
    <section className="notices" aria-label="Needs you">
      {/* It stands as long as it is so. */}
      {stopped !== undefined && (
        <Notice message={`Nothing is synced. ${stopped.message}`}>
          {MENDED_BY_RELOADING.has(stopped.code) && (
            <button type="button" className="button" onClick={() => location.reload()}>
              Reload
            </button>
          )}
        </Notice>
      )}
      {link !== '' && (
        <Notice
          message={`The invitation was not used: this browser holds the book “${title}” already. Open the link in another browser, or another profile of this one.`}
          dismiss={() => setLink('')}
        />
      )}
      {notices.map(({ id, failure }) => (
        <Notice key={id} message={failure.message} dismiss={() => void api.dismiss(id)} />
      ))}
    </section>
  );
};

interface NoticeProps {
  readonly message: string;
  readonly dismiss?: () => void;
  /** What may be done about it. */
  readonly children?: ReactNode;
}

const Notice = ({ message, dismiss, children }: NoticeProps) => (
  <div className="notice" role="alert">
    <TriangleAlert aria-hidden size={16} />
    <p>{message}</p>
    {children}
    {dismiss && (
      <button type="button" className="icon-button" aria-label={`Dismiss: ${message}`} onClick={dismiss}>
        <X aria-hidden size={15} />
      </button>
    )}
  </div>
);
