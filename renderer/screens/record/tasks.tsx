import { MAX_LINE } from '../../../src/domain/limits.ts';
import { AddLine } from '../../parts/add-line.tsx';
import { Section } from '../../parts/section.tsx';
import { useRun } from '../../parts/use-run.ts';
import { shown } from '../../../src/domain/register.ts';
import type { RecordPart } from './part.ts';
import { TaskLine } from './task-line.tsx';

export const Tasks = ({ id, record }: RecordPart) => {
  const { run, failure } = useRun();
  const tasks = record.tasks.filter((task) => !task.removed);
  const done = tasks.filter((task) => shown(task.done)).length;
  return (
    <Section title="Tasks" note={tasks.length > 0 && `${done} of ${tasks.length} done`}>
      {tasks.length > 0 && (
        <ul className="tasks">
          {tasks.map((task) => (
            <TaskLine key={task.id} record={id} task={task} />
          ))}
        </ul>
      )}
      <AddLine
        label="New task"
        most={MAX_LINE}
        action="Add task"
        add={(title) => run({ type: 'record.add-task', aggregate: id, title })}
        failure={failure}
      />
    </Section>
  );
};
