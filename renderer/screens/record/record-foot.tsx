import { Archive, ArchiveRestore } from 'lucide-react';
import { isArchived, lastEdits } from '../../../src/domain/record/marks.ts';
import { namesIn } from '../../../src/domain/register.ts';
import type { EventName } from '../../../src/kernel/ids.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { FailureLine } from '../../parts/failure-line.tsx';
import { useRun } from '../../parts/use-run.ts';
import type { RecordPart } from './part.ts';

export const RecordFoot = ({ id, record }: RecordPart) => {
  const { run, failure, busy } = useRun();
  const archived = isArchived(record.archived);
  /** An archiving names the edits that are on screen too: one that comes meanwhile puts it in doubt (CF2). */
  const archive = (to: boolean, over: readonly EventName[]) =>
    void run(
      to
        ? { type: 'record.archive', aggregate: id, over: [...new Set([...over, ...lastEdits(record)])] }
        : { type: 'record.restore', aggregate: id, over },
    );
  return (
    <footer className="record-foot">
      <button
        type="button"
        className="button"
        disabled={busy}
        onClick={() => archive(!archived, namesIn(record.archived))}
      >
        {archived ? <ArchiveRestore aria-hidden size={15} /> : <Archive aria-hidden size={15} />}
        {archived ? 'Restore' : 'Archive'}
      </button>
      <Conflict
        label="Archived"
        register={record.archived}
        head="Archived while the record was edited elsewhere. It stays in the lists until somebody decides."
        show={(each) => (each ? 'Archived' : 'Edited without having seen that')}
        action={(each) => (each ? 'Archive it' : 'Keep the record')}
        choose={archive}
      />
      <FailureLine failure={failure} />
    </footer>
  );
};
