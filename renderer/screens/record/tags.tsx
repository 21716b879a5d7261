import { MAX_KEY } from '../../../src/domain/limits.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { Chips } from '../../parts/chips.tsx';
import { useRun } from '../../parts/use-run.ts';
import type { RecordPart } from './part.ts';

export const Tags = ({ id, record }: RecordPart) => {
  const { run, failure } = useRun();
  const tags = Object.keys(record.tags).toSorted();
  return (
    <div className="tags">
      {tags.length > 0 && (
        <Chips
          kind="tag"
          words={tags}
          remove={(tag) =>
            void run({ type: 'record.remove-tag', aggregate: id, tag, over: record.tags[tag] })
          }
        />
      )}
      <AddLine
        label="New tag"
        most={MAX_KEY}
        placeholder="Tag"
        action="Add tag"
        add={(tag) => run({ type: 'record.add-tag', aggregate: id, tag })}
        failure={failure}
      />
    </div>
  );
};
