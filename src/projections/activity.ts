import type { Event, Json, JsonObject } from '../events/event.ts';
import type { ActivityRow } from './rows.ts';
import { cut, say } from './summary.ts';

/** Raised when the rows change: those of other versions are made again. */
export const ACTIVITY_VERSION = 3;

export const MAX_ACTIVITY = 1000;

/** What of a payload says, in a few words, what was done. */
const summaries: { readonly [type: string]: (payload: JsonObject) => Json | undefined } = {
  'record.created': ({ title }) => title,
  'record.title-set': ({ title }) => title,
  'record.field-set': ({ field, value }) => `${say(field)}: ${say(value)}`,
  'record.status-set': ({ status }) => status,
  'record.assigned': ({ person }) => person,
  'record.tag-added': ({ tag }) => tag,
  'record.tag-removed': ({ tag }) => tag,
  'record.entry-added': ({ text }) => text,
  'record.task-added': ({ title }) => title,
  'record.task-set': ({ title, done }) => title ?? (done === true ? 'done' : 'not done'),
  'record.comment-added': ({ text }) => text,
  'record.signed': ({ meaning }) => meaning,
  'record.sign-off-settled': ({ stands }) => (stands === true ? 'it stands' : 'it is withdrawn'),
  'person.created': ({ name }) => name,
  'person.name-set': ({ name }) => name,
  'person.age-set': ({ age }) => age,
  'person.interest-added': ({ interest }) => interest,
  'person.interest-removed': ({ interest }) => interest,
};

export const summaryOf = ({ type, payload }: Event): string =>
  Object.hasOwn(summaries, type) ? cut(say(summaries[type]!(payload))) : '';

/** How many events it names, at the least, that settles a conflict: two sides, and in prose one that was left of them. */
const fewestOver = (type: string): number => (type === 'body.changed' ? 1 : 2);

/** One row for the events of one command, of which there is at least one. */
export const activityRow = (events: readonly Event[]): ActivityRow => {
  const event = events[0]!;
  const { name, place, aggregate, type, actor, at, over = [] } = event;
  const row = { id: name, depth: place.depth, aggregate, type, actor, at, summary: summaryOf(event) };
  return over.length >= fewestOver(type) ? { ...row, maySettle: true } : row;
};

/** The events of a command are consecutive, and a command is of one aggregate. */
const isFirst = (event: Event, index: number, events: readonly Event[]): boolean => {
  const before = events[index - 1];
  return (
    before?.command !== event.command ||
    before.aggregate !== event.aggregate ||
    before.place.depth !== event.place.depth
  );
};

/** The newest commands of many: no more than the feed keeps, so that a large batch does not write what it drops. */
export const activityRows = (events: readonly Event[]): readonly ActivityRow[] =>
  events
    .filter(isFirst)
    .toSorted((a, b) => b.place.depth - a.place.depth)
    .slice(0, MAX_ACTIVITY)
    .map((event) => activityRow([event]));
