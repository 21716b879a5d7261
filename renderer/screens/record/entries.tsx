import { useState } from 'react';
import { MAX_TEXT } from '../../../src/domain/limits.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { LinkedText } from '../../parts/linked-text.tsx';
import { ActorName } from '../../parts/names.tsx';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { When } from '../../parts/when.tsx';
import { EntryDetails } from './entry-details.tsx';
import type { RecordPart } from './part.ts';

export const Entries = ({ id, record }: RecordPart) => {
  const { run, failure } = useRun();
  /** As the browser's field gives it: local time without an offset; empty for now. */
  const [happened, setHappened] = useState('');
  const add = async (text: string): Promise<boolean> => {
    const claim = happened === '' ? {} : { happened: new Date(happened).toISOString() };
    const stored = await run({ type: 'record.add-entry', aggregate: id, text, ...claim });
    if (stored) setHappened('');
    return stored;
  };
  return (
    <Section
      title="Log"
      note={
        record.entries.length > 0 &&
        `${record.entries.length === 1 ? '1 entry' : `${record.entries.length} entries`}, never changed`
      }
    >
      {record.entries.length > 0 && (
        <ol className="entries">
          {record.entries.map((entry) => (
            <li key={entry.name} className="entry">
              <div className="byline">
                <When at={entry.happened} /> <ActorName actor={entry.actor} />
              </div>
              <LinkedText text={entry.text} />
              <EntryDetails entry={entry} />
            </li>
          ))}
        </ol>
      )}
      <div className="new-entry">
        <AddLine label="New log entry" most={MAX_TEXT} action="Add entry" add={add} failure={failure} long />
        <label className="happened">
          Happened
          <input
            type="datetime-local"
            value={happened}
            onChange={(event) => setHappened(event.target.value)}
          />
        </label>
      </div>
    </Section>
  );
};
