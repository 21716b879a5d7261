import type { Event } from '../../events/event.ts';
import type { EventName } from '../../kernel/ids.ts';
import { add, remove, type Changing } from '../add-wins.ts';
import { lastChange } from '../last-change.ts';
import { namesIn, write } from '../register.ts';
import type { RecordPayloads } from './events.ts';
import type { RecordState, Task } from './state.ts';

/** A private copy that many events are folded into, so that a list is copied once and not for each of them. */
type Folding = {
  -readonly [K in keyof RecordState]: RecordState[K] extends readonly (infer Item)[]
    ? RecordState[K] extends RecordState['title' | 'status' | 'assignee' | 'archived']
      ? RecordState[K]
      : Item[]
    : RecordState[K];
} & { tags: Changing };

type Handlers = {
  readonly [Type in keyof RecordPayloads]: (
    state: Folding,
    event: Event,
    payload: RecordPayloads[Type],
  ) => void;
};

/** Who says something, and when. */
const said = ({ name, actor, at, place }: Event) => ({ name, actor, device: place.device, at });

const setField = (
  state: Folding,
  event: Event,
  field: string,
  value: RecordPayloads['record.field-set']['value'],
) => {
  const held = Object.hasOwn(state.fields, field) ? state.fields[field]! : [];
  (state.fields as { [field: string]: typeof held })[field] = write(held, event, value);
};

/**
 * A task that was never added is passed over: evolve is total. One whose adding was copied (ON1) may be known to the
 * writer by the copy's name; the names in `over` are those of the first, so they find it too.
 */
const changeTask = (state: Folding, event: Event, id: EventName, change: (task: Task) => Task): void => {
  const index = state.tasks.findIndex((task) => task.id === id || event.over?.includes(task.id));
  if (index >= 0) state.tasks[index] = change(state.tasks[index]!);
};

const handlers: Handlers = {
  'record.created': (state, event, { title, fields }) => {
    if (!event.copy) state.created.push(event.name);
    state.title = write(state.title, event, title);
    if (fields) for (const field of Object.keys(fields)) setField(state, event, field, fields[field]!);
  },
  'record.title-set': (state, event, { title }) => {
    state.title = write(state.title, event, title);
  },
  'record.field-set': (state, event, { field, value }) => setField(state, event, field, value),
  'record.status-set': (state, event, { status }) => {
    state.status = write(state.status, event, status);
  },
  'record.assigned': (state, event, { person }) => {
    state.assignee = write(state.assignee, event, person);
  },
  'record.tag-added': (state, event, { tag }) => add(state.tags, tag, event),
  'record.tag-removed': (state, event, { tag }) => remove(state.tags, tag, event),
  'record.entry-added': (state, event, { text, happened, source, attributes }) => {
    if (event.copy) return;
    const entry = { text, happened: happened ?? event.at, ...said(event) };
    state.entries.push({
      ...entry,
      ...(source === undefined ? {} : { source }),
      ...(attributes ? { attributes } : {}),
    });
  },
  'record.task-added': (state, event, { title }) => {
    if (event.copy) return;
    state.tasks.push({ id: event.name, title: write([], event, title), done: [], removed: false });
  },
  'record.task-set': (state, event, { task: id, title, done }) =>
    changeTask(state, event, id, (task) => ({
      ...task,
      title: title === undefined ? task.title : write(task.title, event, title),
      done: done === undefined ? task.done : write(task.done, event, done),
      // A removed task is not edited knowingly: the removal was made meanwhile, and the edit keeps the task.
      removed: event.copy ? task.removed : false,
    })),
  'record.task-removed': (state, event, { task: id }) =>
    changeTask(state, event, id, (task) => {
      const writes = [...namesIn(task.title), ...namesIn(task.done)];
      // An edit it had not seen keeps the task, as adding wins in sets.
      return writes.every((name) => event.over?.includes(name)) ? { ...task, removed: true } : task;
    }),
  'record.comment-added': (state, event, { text }) => {
    if (!event.copy) state.comments.push({ text, ...said(event) });
  },
  'record.archived': (state, event, { edits }) => {
    // All it saw sorts before it; a greater number here is an edit it had not seen, which keeps the record (CF2).
    const unseen = state.edits > edits;
    state.archived = write(state.archived, unseen ? { ...event, copy: true } : event, true);
  },
  'record.restored': (state, event) => {
    state.archived = write(state.archived, event, false);
  },
  'record.signed': (state, event, { meaning, covers }) => {
    if (!event.copy) state.signOffs.push({ meaning, covers, ...said(event) });
  },
};

/** These change whether the record is put away, or vouch for it, and not what it says. */
const NO_EDITS: ReadonlySet<string> = new Set(['record.archived', 'record.restored', 'record.signed']);

const fold = (state: Folding, event: Event): void => {
  if (!Object.hasOwn(handlers, event.type)) return;
  const handle = handlers[event.type as keyof Handlers] as (
    state: Folding,
    event: Event,
    payload: object,
  ) => void;
  handle(state, event, event.payload);
  if (event.copy) return;
  state.last = lastChange(state.last, event);
  if (NO_EDITS.has(event.type)) return;
  state.edits += 1;
  // An edit against an archiving keeps the record (CF2); a new entry brings back one that was put away.
  if (state.archived.length) state.archived = state.archived.filter((held) => !held.value);
};

export const evolveAll = (state: RecordState, events: readonly Event[]): RecordState => {
  const folding: Folding = {
    ...state,
    created: [...state.created],
    fields: { ...state.fields },
    tags: { ...state.tags },
    tasks: [...state.tasks],
    entries: [...state.entries],
    comments: [...state.comments],
    signOffs: [...state.signOffs],
  };
  for (const event of events) fold(folding, event);
  return folding;
};
