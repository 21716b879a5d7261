import type { Event, Json } from '../../events/event.ts';
import type { DeviceId, EventName } from '../../kernel/ids.ts';
import { add, changed, changing, remove, type Changing } from '../add-wins.ts';
import { lastChange } from '../last-change.ts';
import { writeOpen } from '../open-register.ts';
import { write, writeAll, type Write } from '../register.ts';
import type { RecordPayloads } from './events.ts';
import { signedBy, unseenBy } from './marks.ts';
import { openMarks, putInDoubt, type OpenMarks } from './open-marks.ts';
import { openSignOffs, type OpenSignOffs } from './open-sign-offs.ts';
import { openTasks, type OpenTasks } from './open-tasks.ts';
import { recordRoom } from './room.ts';
import type { Edit, RecordState, Status } from './state.ts';

type Opened = 'tags' | 'tasks' | 'signOffs' | 'archived';

/**
 * A private copy that many events are folded into, so that a list is copied once and not for each of them. Writes of
 * fields are gathered, for a field takes many at once in less time than one by one.
 */
type Folding = {
  -readonly [K in Exclude<keyof RecordState, Opened>]: RecordState[K] extends readonly (infer Item)[]
    ? RecordState[K] extends RecordState['title' | 'status' | 'assignee']
      ? RecordState[K]
      : Item[]
    : RecordState[K];
} & {
  readonly tags: Changing;
  readonly tasks: OpenTasks;
  readonly signOffs: OpenSignOffs;
  archived: OpenMarks;
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
    state.tasks.add({ id: event.name, title: write([], event, title), done: [], removed: false });
  },
  'record.task-set': ({ tasks }, event, payload) => tasks.set(event, payload),
  'record.task-removed': ({ tasks }, event, payload) => tasks.remove(event, payload),
  'record.comment-added': (state, event, { text }) => {
    if (!event.copy) state.comments.push({ text, ...said(event) });
  },
  'record.archived': (state, event, { edits }) => {
    // All it saw sorts before it; a greater number here is an edit it had not seen, which keeps the record (CF2).
    const unseen = event.copy ? [] : unseenBy(event, edits, state);
    writeOpen(state.archived, event, true);
    for (const doubt of unseen.filter(({ name }) => !state.archived.has(name))) state.archived.add(doubt);
  },
  'record.restored': (state, event) => writeOpen(state.archived, event, false),
  'record.signed': (state, event, { meaning, covers, edits }) => {
    if (event.copy) return;
    const signOff = { meaning, covers, ...said(event) };
    const unseen = edits === undefined ? [] : unseenBy(event, edits, state);
    const standing = unseen.length > 0 ? [signedBy(signOff), ...unseen] : [];
    state.signOffs.add({ ...signOff, amendments: 0, standing });
  },
  'record.sign-off-settled': ({ signOffs }, event, { signOff: name, stands }) =>
    signOffs.settle(event, name, stands),
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
  if (state.archived.count(true) > 0) againstArchiving(state, event, previous);
  state.signOffs.edit(event, previous);
  if (event.copy) return;
  state.edits += 1;
  state.editors[device] = said(event);
};

/** An edit that knew of the archiving brings the record back; one that did not puts it in doubt. */
const againstArchiving = (state: Folding, event: Event, previous: EventName | undefined): void => {
  const { archived } = state;
  if (!archived.areSeen(new Set(event.over))) {
    if (!event.copy) putInDoubt(archived, event, previous);
    return;
  }
  if (event.copy) archived.drop(event.name);
  if (archived.count(false) === 0) state.archived = openMarks([]);
};

export const evolveAll = (state: RecordState, events: readonly Event[]): RecordState =>
  recordRoom.folded(state, events, foldTogether);

const foldTogether = (state: RecordState, events: readonly Event[]): RecordState => {
  const written: Folding['written'] = { title: [], status: [], assignee: [], fields: new Map() };
  const folding: Folding = {
    ...state,
    created: [...state.created],
    tags: changing(state.tags),
    tasks: openTasks(state.tasks),
    entries: [...state.entries],
    comments: [...state.comments],
    signOffs: openSignOffs(state.signOffs),
    archived: openMarks(state.archived),
    editors: { ...state.editors },
    written,
  };
  for (const event of events) fold(folding, event);
  const { written: _, ...after } = folding;
  return {
    ...after,
    tags: changed(folding.tags),
    tasks: folding.tasks.closed(),
    signOffs: folding.signOffs.closed(),
    archived: folding.archived.closed(),
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
