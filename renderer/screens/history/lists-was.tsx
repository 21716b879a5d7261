import { shown } from '../../../src/domain/register.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import { LinkedText } from '../../parts/linked-text.tsx';
import { ActorName } from '../../parts/names.tsx';
import { When } from '../../parts/when.tsx';
import { PartWas } from './part-was.tsx';

interface Fact {
  readonly name: string;
  readonly actor: string;
  readonly at: string;
  readonly text: string;
}

/** Tasks, and the facts that stay: entries, comments and sign-offs as far as they were there. */
export const ListsWas = ({ record }: { readonly record: RecordState }) => {
  const tasks = record.tasks.filter((task) => !task.removed);
  return (
    <>
      {tasks.length > 0 && (
        <section className="section" aria-label="Tasks as they were">
          <h2>Tasks</h2>
          <ul>
            {tasks.map(({ id, title, done }) => (
              <li key={id} className="task">
                <PartWas
                  label={`task ${shown(title)}`}
                  parts={[`task:${id}`, `task-title:${id}`, `task-done:${id}`]}
                >
                  {shown(done) ? '☑' : '☐'} {shown(title)}
                </PartWas>
              </li>
            ))}
          </ul>
        </section>
      )}
      <FactsList title="Log" facts={record.entries.map((entry) => ({ ...entry, at: entry.happened }))} />
      <FactsList title="Comments" facts={record.comments} />
      <FactsList
        title="Sign-offs"
        facts={record.signOffs.map((signOff) => ({ ...signOff, text: signOff.meaning }))}
      />
    </>
  );
};

const FactsList = ({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }) =>
  facts.length > 0 && (
    <section className="section" aria-label={`${title} as it was`}>
      <h2>{title}</h2>
      <ol className="comments">
        {facts.map(({ name, actor, at, text }) => (
          <li key={name} className="comment">
            <div className="byline">
              <When at={at} /> <ActorName actor={actor} />
            </div>
            <LinkedText text={text} />
          </li>
        ))}
      </ol>
    </section>
  );
