import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import { useRestoring } from './restoring.ts';

interface Props {
  /** What people call it, for example `Title` or a field's name. */
  readonly label: string;
  /** Its parts: `title`, `field:Depth`, or several of a task. */
  readonly parts: readonly string[];
  readonly children: ReactNode;
}

/** One part of a record as it was: marked if this step changed it, and with a way back if it is not so now. */
export const PartWas = ({ label, parts, children }: Props) => {
  const { changed, differs, restore, busy } = useRestoring();
  const isChanged = parts.some((part) => changed.has(part));
  return (
    <div className="part-was" data-changed={isChanged || undefined}>
      <div className="part-value">{children}</div>
      {isChanged && <span className="part-mark">changed here</span>}
      {parts.some((part) => differs.has(part)) && (
        <button
          type="button"
          className="button"
          aria-label={`Restore ${label}`}
          disabled={busy}
          onClick={() => restore(parts)}
        >
          <History aria-hidden size={14} />
          Restore
        </button>
      )}
    </div>
  );
};
