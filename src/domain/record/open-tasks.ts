import type { Event } from '../../events/event.ts';
import type { EventName } from '../../kernel/ids.ts';
import { openRegister, writeOpen, type OpenRegister } from '../open-register.ts';
import type { RecordPayloads } from './events.ts';
import type { Task } from './state.ts';

interface OpenTask {
  readonly title: OpenRegister<string>;
  readonly done: OpenRegister<boolean>;
  removed: boolean;
}

/** The tasks of a record while events are folded into it; those that are touched are open. */
export interface OpenTasks {
  add(task: Task): void;
  set(event: Event, payload: RecordPayloads['record.task-set']): void;
  remove(event: Event, payload: RecordPayloads['record.task-removed']): void;
  closed(): readonly Task[];
}

export const openTasks = (before: readonly Task[]): OpenTasks => {
  const tasks = [...before];
  const open = new Map<number, OpenTask>();
  let places: Map<EventName, number> | undefined;
  const placesOf = (): Map<EventName, number> => {
    if (places) return places;
    places = new Map();
    for (const [place, { id }] of tasks.entries()) if (!places.has(id)) places.set(id, place);
    return places;
  };
  /**
   * A task that was never added is passed over: evolve is total. One whose adding was copied (ON1) may be known to the
   * writer by the copy's name; the names in `over` are those of the first, so they find it too.
   */
  const find = (event: Event, id: EventName): OpenTask | undefined => {
    const known = placesOf();
    let first = known.get(id) ?? Infinity;
    for (const name of event.over ?? []) first = Math.min(first, known.get(name) ?? Infinity);
    const task = tasks[first];
    if (!task) return undefined;
    const found = open.get(first) ?? {
      title: openRegister(task.title),
      done: openRegister(task.done),
      removed: task.removed,
    };
    open.set(first, found);
    return found;
  };
  return {
    add: (task) => {
      if (places && !places.has(task.id)) places.set(task.id, tasks.length);
      tasks.push(task);
    },
    set: (event, { task: id, title, done }) => {
      const task = find(event, id);
      if (!task) return;
      if (title !== undefined) writeOpen(task.title, event, title);
      if (done !== undefined) writeOpen(task.done, event, done);
      // A removed task is not edited knowingly: the removal was made meanwhile, and the edit keeps the task.
      if (!event.copy) task.removed = false;
    },
    remove: (event, { task: id }) => {
      const task = find(event, id);
      if (!task) return;
      const { title, done } = task;
      let seen = 0;
      for (const name of new Set(event.over)) seen += title.of(name).length + done.of(name).length;
      // An edit it had not seen keeps the task, as adding wins in sets.
      if (seen === title.size() + done.size()) task.removed = true;
    },
    closed: () => {
      for (const [place, { title, done, removed }] of open)
        tasks[place] = { ...tasks[place]!, title: title.closed(), done: done.closed(), removed };
      return tasks;
    },
  };
};
