import type { Event, Json } from '../../events/event.ts';
import { kindOf, memberPart, registerPart, type Part, type Parts, type PartTraits } from '../parts.ts';
import type { RecordPayloads } from './events.ts';
import { FIRST_STATUS, type RecordState } from './state.ts';

/** Every part that holds a value, also those of removed tasks: what a write has to take the place of. */
export const standingParts = (state: RecordState): Parts => {
  const parts = new Map<string, Part>([
    ['title', registerPart(state.title, '')],
    ['status', registerPart(state.status, FIRST_STATUS)],
    ['assignee', registerPart(state.assignee, '')],
    ['archived', registerPart(state.archived, false)],
  ]);
  for (const [name, register] of Object.entries(state.fields))
    parts.set(`field:${name}`, registerPart(register, null));
  for (const [tag, additions] of Object.entries(state.tags)) parts.set(`tag:${tag}`, memberPart(additions));
  for (const { id, title, done, removed } of state.tasks) {
    parts.set(`task:${id}`, { values: [!removed], names: [id] });
    parts.set(`task-title:${id}`, registerPart(title, ''));
    parts.set(`task-done:${id}`, registerPart(done, false));
  }
  return parts;
};

/** Writing title or state of a removed task brings it back, so they are no parts of what a person sees. */
export const recordParts = (state: RecordState): Parts =>
  standingParts({ ...state, tasks: state.tasks.filter(({ removed }) => !removed) });

const ofTask = (task: string): readonly string[] => [
  `task:${task}`,
  `task-title:${task}`,
  `task-done:${task}`,
];

type Written = {
  readonly [Type in keyof RecordPayloads]: (payload: RecordPayloads[Type], event: Event) => readonly string[];
};

const FACT = (): readonly string[] => [];

const written: Written = {
  'record.created': ({ fields = {} }) => ['title', ...Object.keys(fields).map((field) => `field:${field}`)],
  'record.title-set': () => ['title'],
  'record.field-set': ({ field }) => [`field:${field}`],
  'record.status-set': () => ['status'],
  'record.assigned': () => ['assignee'],
  'record.tag-added': ({ tag }) => [`tag:${tag}`],
  'record.tag-removed': ({ tag }) => [`tag:${tag}`],
  'record.task-added': (_, { name }) => ofTask(name),
  'record.task-set': ({ task, title, done }) => [
    `task:${task}`,
    ...(title === undefined ? [] : [`task-title:${task}`]),
    ...(done === undefined ? [] : [`task-done:${task}`]),
  ],
  'record.task-removed': ({ task }) => ofTask(task),
  'record.archived': () => ['archived'],
  'record.restored': () => ['archived'],
  'record.entry-added': FACT,
  'record.comment-added': FACT,
  'record.signed': FACT,
  'record.sign-off-settled': FACT,
};

const ABSENT: { readonly [kind: string]: readonly Json[] } = { field: [null], tag: [false], task: [false] };

export const recordPartTraits: PartTraits<RecordState> = {
  of: recordParts,
  written: (event) =>
    Object.hasOwn(written, event.type)
      ? (written[event.type as keyof Written] as (payload: object, event: Event) => readonly string[])(
          event.payload,
          event,
        )
      : [],
  absent: (part) => ABSENT[kindOf(part)],
  // An edit brings an archived record back (CF2).
  changedAlong: ({ archived }) => (archived.some((held) => held.value) ? ['archived'] : []),
  hides: ({ archived }) => archived?.includes(true) ?? false,
  command: 'record.put-back',
  uncreated: { archived: [true] },
};
