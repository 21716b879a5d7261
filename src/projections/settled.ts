import type { Event, Json } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';
import { kindOf, nameIn } from '../domain/parts.ts';
import { cut, say } from './summary.ts';

/** How a conflict was settled by an event that wrote over several values which stood side by side (CF1), in words. */
export interface Settled {
  /** What the conflict was about: a field's name, for example. */
  readonly label: string;
  /** What stands since. */
  readonly kept: string;
  /** What it took the place of: each value once, and none that is the same. */
  readonly over: readonly string[];
  /** Nobody had written it: it is something else than any side. */
  readonly isOther: boolean;
}

const LABELS: { readonly [kind: string]: string } = {
  title: 'Title',
  status: 'Status',
  assignee: 'Assignee',
  name: 'Name',
  age: 'Age',
  'task-title': 'Task',
  'task-done': 'Task',
};

/** What an event wrote into a part; undefined where it is no value that may stand beside another. */
const valueIn = ({ type, payload }: Event, part: string): Json | undefined => {
  switch (kindOf(part)) {
    case 'field':
      return type === 'record.field-set'
        ? payload['value']
        : (payload['fields'] as { readonly [field: string]: Json } | undefined)?.[nameIn(part)];
    case 'assignee':
      return payload['person'];
    case 'task-title':
      return payload['title'];
    case 'task-done':
      return payload['done'] ?? false;
    case 'title':
    case 'status':
    case 'name':
    case 'age':
      return payload[kindOf(part)];
    default:
      return undefined;
  }
};

const inWords = (part: string, value: Json | undefined): string => {
  if (kindOf(part) === 'task-done') return value === true ? 'done' : 'not done';
  return cut(say(value)) || 'nothing';
};

const FIELDS = new Set(['field', ...Object.keys(LABELS)]);

/** Two values or more of one part, of which none took the place of another, since a write names only what stands. */
const settledValues = (event: Event, part: string, named: readonly Event[]): Settled | undefined => {
  if (!FIELDS.has(kindOf(part))) return undefined;
  const values = named.map((one) => valueIn(one, part)).filter((value) => value !== undefined);
  const words = new Set(values.map((value) => inWords(part, value)));
  if (words.size < 2) return undefined;
  const kept = inWords(part, valueIn(event, part));
  const label = kindOf(part) === 'field' ? nameIn(part) : LABELS[kindOf(part)]!;
  return { label, kept, over: [...words].filter((word) => word !== kept), isOther: !words.has(kept) };
};

/** They vouch for a record or put it away, and change nothing of what it says. */
const NO_EDITS: ReadonlySet<string> = new Set([
  'record.archived',
  'record.restored',
  'record.signed',
  'record.sign-off-settled',
]);

/** What settles a conflict of another kind than that of values (CF2, CF3). */
const settledMark = ({ type, payload, over = [] }: Event, named: readonly Event[]): Settled | undefined => {
  const settled = (label: string, kept: string): Settled => ({ label, kept, over: [], isOther: false });
  switch (type) {
    case 'record.sign-off-settled':
      return settled('a sign-off', payload['stands'] === true ? 'it stands' : 'it is withdrawn');
    case 'record.archived':
    case 'record.restored': {
      const isArchiving = named.some((one) => one.type === 'record.archived');
      if (!isArchiving || !named.some((one) => !NO_EDITS.has(one.type))) return undefined;
      return settled('an archiving', type === 'record.archived' ? 'it stands' : 'the record is kept');
    }
    // Who writes prose names nothing: it replaces what its change follows.
    case 'body.changed': {
      if (over.length === 0) return undefined;
      const [sentence] = (payload['sentences'] ?? []) as readonly { readonly text: Json }[];
      const text = cut(say(sentence?.text));
      return settled('a sentence', text === '' ? 'it is left out' : `“${text}”`);
    }
    default:
      return undefined;
  }
};

/**
 * The conflict that an event settled, or undefined. It follows from the log alone: from the events that it names, which
 * are in the past of whoever wrote it. `parts` are those that an event writes.
 */
export const settledBy = (
  event: Event,
  parts: (event: Event) => readonly string[],
  find: (name: EventName) => Event | undefined,
): Settled | undefined => {
  const all = (event.over ?? []).map(find).filter((one) => one !== undefined);
  // What another one of them has replaced did not stand beside it: it is named for another reason.
  const replaced = new Set(all.flatMap(({ over = [] }) => over));
  const named = all.filter(({ name }) => !replaced.has(name));
  const mark = settledMark(event, named);
  if (mark) return mark;
  for (const part of parts(event)) {
    const settled = settledValues(
      event,
      part,
      named.filter((one) => parts(one).includes(part)),
    );
    if (settled) return settled;
  }
  return undefined;
};
