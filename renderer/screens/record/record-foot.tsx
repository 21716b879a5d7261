import { Archive, ArchiveRestore, Signature } from 'lucide-react';
import { isArchived } from '../../../src/domain/record/marks.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { Conflict } from '../../parts/conflict.tsx';
import { FailureLine } from '../../parts/failure-line.tsx';
import { ActorName } from '../../parts/names.tsx';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { When } from '../../parts/when.tsx';
import type { RecordPart } from './part.ts';

export const RecordFoot = ({ id, record }: RecordPart) => {
  const signing = useRun();
  const archiving = useRun();
  const archived = isArchived(record.archived);
  const archive = (to: boolean) =>
    void archiving.run({ type: to ? 'record.archive' : 'record.restore', aggregate: id });
  return (
    <>
      <Section title="Sign-offs">
        {record.signOffs.length > 0 && (
          <ol className="comments">
            {record.signOffs.map((signOff) => (
              <li key={signOff.name} className="sign-off">
                <Signature aria-hidden size={16} />
                <span>{signOff.meaning}</span>
                <span className="byline">
                  <ActorName actor={signOff.actor} /> <When at={signOff.at} />
                </span>
              </li>
            ))}
          </ol>
        )}
        <AddLine
          label="Meaning of the sign-off"
          placeholder="What you sign for, for example: reviewed and correct"
          action="Sign off"
          add={(meaning) => signing.run({ type: 'record.sign-off', aggregate: id, meaning })}
          failure={signing.failure}
        />
      </Section>
      <footer className="record-foot">
        <button type="button" className="button" disabled={archiving.busy} onClick={() => archive(!archived)}>
          {archived ? <ArchiveRestore aria-hidden size={15} /> : <Archive aria-hidden size={15} />}
          {archived ? 'Restore' : 'Archive'}
        </button>
        <Conflict
          label="Archived"
          register={record.archived}
          show={(each) => (each ? 'Archived' : 'Not archived')}
          choose={archive}
        />
        <FailureLine failure={archiving.failure} />
      </footer>
    </>
  );
};
