import { MAX_TEXT } from '../../../src/domain/limits.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { LinkedText } from '../../parts/linked-text.tsx';
import { ActorName } from '../../parts/names.tsx';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { When } from '../../parts/when.tsx';
import type { RecordPart } from './part.ts';

export const Comments = ({ id, record }: RecordPart) => {
  const { run, failure } = useRun();
  return (
    <Section title="Comments">
      {record.comments.length > 0 && (
        <ol className="comments">
          {record.comments.map((comment) => (
            <li key={comment.name} className="comment">
              <div className="byline">
                <ActorName actor={comment.actor} /> <When at={comment.at} />
              </div>
              <LinkedText text={comment.text} />
            </li>
          ))}
        </ol>
      )}
      <AddLine
        label="New comment"
        most={MAX_TEXT}
        action="Add comment"
        long
        add={(text) => run({ type: 'record.add-comment', aggregate: id, text })}
        failure={failure}
      />
    </Section>
  );
};
