import type { Event, Json } from '../../events/event.ts';
import type { DeviceId, EventName } from '../../kernel/ids.ts';
import { add, changed, changing, remove, type Changing } from '../add-wins.ts';
import { lastChange } from '../last-change.ts';
import { namesIn, write, writeAll, type Write } from '../register.ts';
import type { RecordPayloads } from './events.ts';
import { archivedAfter, countedIn, signedBy, signOffAfter, unseenBy } from './marks.ts';
import { recordRoom } from './room.ts';
import type { Edit, RecordState, Status, Task } from './state.ts';

/**
 * A private copy that many events are folded into, so that a list is copied once and not for each of them. Writes of
 * fields are gathered, for a field takes many at once in less time than one by one.
 */
type Folding = {
  -readonly [K in Exclude<keyof RecordState, 'tags'>]: RecordState[K] extends readonly (infer Item)[]
    ? RecordState[K] extends RecordState['title' | 'status' | 'assignee' | 'archived']
      ? RecordState[K]
      : Item[]
    : RecordState[K];
} & {
  readonly tags: Changing;
  readonly editors: { [device: DeviceId]: Edit };
  readonly written: {
    readonly title: Write<string>[];
    readonly status: Write<Status>[];
    readonly assignee: Write<string>[];
    readonly fields: Map<string, Write[]>;
  };
};

type Handlers = {
  readonly [Type in keyof RecordPayloads]: (
    state: Folding,
    event: Event,
    payload: RecordPayloads[Type],
  ) => void;
};

/** Who says something, and when. */
const said = ({ name, actor, at, place }: Event) => ({ name, actor, device: place.device, at });

const setField = ({ written }: Folding, event: Event, field: string, value: Json): void => {
  const writes = written.fields.get(field);
  if (writes) writes.push({ event, value });
  else written.fields.set(field, [{ event, value }]);
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
    state.written.title.push({ event, value: title });
    if (fields) for (const field of Object.keys(fields)) setField(state, event, field, fields[field]!);
  },
  'record.title-set': ({ written }, event, { title }) => {
    written.title.push({ event, value: title });
  },
  'record.field-set': (state, event, { field, value }) => setField(state, event, field, value),
  'record.status-set': ({ written }, event, { status }) => {
    written.status.push({ event, value: status });
  },
  'record.assigned': ({ written }, event, { person }) => {
    written.assignee.push({ event, value: person });
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
    const unseen = event.copy ? [] : unseenBy(event, edits, state);
    const standing = write(state.archived, event, true);
    const known = new Set(namesIn(standing));
    state.archived = [...standing, ...unseen.filter(({ name }) => !known.has(name))];
  },
  'record.restored': (state, event) => {
    state.archived = write(state.archived, event, false);
  },
  'record.signed': (state, event, { meaning, covers, edits }) => {
    if (event.copy) return;
    const signOff = { meaning, covers, ...said(event) };
    const unseen = edits === undefined ? [] : unseenBy(event, edits, state);
    const standing = unseen.length > 0 ? [signedBy(signOff), ...unseen] : [];
    state.signOffs.push({ ...signOff, amendments: 0, standing });
  },
  'record.sign-off-settled': (state, event, { signOff: name, stands }) => {
    const index = state.signOffs.findIndex((one) => one.name === name || event.over?.includes(one.name));
    const signOff = state.signOffs[index];
    if (signOff) state.signOffs[index] = { ...signOff, standing: write(signOff.standing, event, stands) };
  },
};

/** These change whether the record is put away, or vouch for it, and not what it says. */
const NO_EDITS: ReadonlySet<string> = new Set([
  'record.archived',
  'record.restored',
  'record.signed',
  'record.sign-off-settled',
] satisfies (keyof RecordPayloads)[]);

const fold = (state: Folding, event: Event): void => {
  if (!Object.hasOwn(handlers, event.type)) return;
  const handle = handlers[event.type as keyof Handlers] as (
    state: Folding,
    event: Event,
    payload: object,
  ) => void;
  handle(state, event, event.payload);
  if (!event.copy) state.last = lastChange(state.last, event);
  if (!NO_EDITS.has(event.type)) edit(state, event);
};

/** An edit against an archiving or a sign-off: knowingly, or not (CF2). */
const edit = (state: Folding, event: Event): void => {
  const { device } = event.place;
  const previous = state.editors[device]?.name;
  if (state.archived.length > 0) state.archived = archivedAfter(state.archived, event, previous);
  for (const index of countedIn(state.signOffs))
    state.signOffs[index] = signOffAfter(state.signOffs[index]!, event, previous);
  if (event.copy) return;
  state.edits += 1;
  state.editors[device] = said(event);
};

export const evolveAll = (state: RecordState, events: readonly Event[]): RecordState =>
  recordRoom.folded(state, events, foldTogether);

const foldTogether = (state: RecordState, events: readonly Event[]): RecordState => {
  const written: Folding['written'] = { title: [], status: [], assignee: [], fields: new Map() };
  const folding: Folding = {
    ...state,
    created: [...state.created],
    tags: changing(state.tags),
    tasks: [...state.tasks],
    entries: [...state.entries],
    comments: [...state.comments],
    signOffs: [...state.signOffs],
    editors: { ...state.editors },
    written,
  };
  for (const event of events) fold(folding, event);
  const { written: _, ...after } = folding;
  return {
    ...after,
    tags: changed(folding.tags),
    title: writeAll(state.title, written.title),
    status: writeAll(state.status, written.status),
    assignee: writeAll(state.assignee, written.assignee),
    fields: fieldsAfter(state.fields, written.fields),
  };
};

const fieldsAfter = (
  before: RecordState['fields'],
  written: Folding['written']['fields'],
): RecordState['fields'] => {
  if (written.size === 0) return before;
  const fields = { ...before };
  for (const [field, writes] of written)
    fields[field] = writeAll(Object.hasOwn(before, field) ? before[field]! : [], writes);
  return fields;
};
