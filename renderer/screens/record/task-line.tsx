import { X } from 'lucide-react';
import { namesIn, shown } from '../../../src/domain/register.ts';
import type { Task } from '../../../src/domain/record/state.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';
import { Conflict } from '../../parts/conflict.tsx';
import { EditableText } from '../../parts/editable-text.tsx';
import { useSeen } from '../../parts/seen.ts';
import { useRun } from '../../parts/use-run.ts';

interface Props {
  readonly record: AggregateId;
  readonly task: Task;
}

export const TaskLine = ({ record, task }: Props) => {
  const { run, failure } = useRun();
  const seen = useSeen();
  const title = shown(task.title) ?? '';
  /** Over the adding too: every edit of a task has seen it, and by its name the task is found. */
  const change = (change: object, over: readonly EventName[]) =>
    run({
      type: 'record.set-task',
      aggregate: record,
      task: task.id,
      ...change,
      over: seen([task.id, ...over]),
    });
  const remove = () =>
    run({
      type: 'record.remove-task',
      aggregate: record,
      task: task.id,
      over: seen([task.id, ...namesIn(task.title), ...namesIn(task.done)]),
    });
  return (
    <li className="task">
      <div className="task-row">
        <input
          type="checkbox"
          aria-label={`Done: ${title}`}
          checked={shown(task.done) ?? false}
          onChange={(event) => void change({ done: event.target.checked }, namesIn(task.done))}
        />
        <EditableText
          label={`Task: ${title}`}
          register={task.title}
          toText={(text) => text ?? ''}
          store={(text, over) => change({ title: text }, over)}
          failure={failure}
        />
        <button
          type="button"
          className="icon-button reveal"
          aria-label={`Remove task: ${title}`}
          onClick={() => void remove()}
        >
          <X aria-hidden size={14} />
        </button>
      </div>
      <Conflict
        label={`Task: ${title}`}
        register={task.title}
        show={(text) => text}
        choose={(text, over) => void change({ title: text }, over)}
      />
      <Conflict
        label={`Done: ${title}`}
        register={task.done}
        show={(done) => (done ? 'Done' : 'Not done')}
        choose={(done, over) => void change({ done }, over)}
      />
    </li>
  );
};
