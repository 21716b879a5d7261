import type { Event, Json, JsonObject } from '../events/event.ts';
import type { ActivityRow } from './rows.ts';

/** Raised when the rows change: those of other versions are made again. */
export const ACTIVITY_VERSION = 2;

export const MAX_ACTIVITY = 1000;
const MAX_SUMMARY = 80;

/** Payloads were checked: what is summed up is no object, and nothing where it was cleared. */
const say = (value: Json | undefined): string => (typeof value === 'object' ? '' : String(value ?? ''));

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

export const summaryOf = ({ type, payload }: Event): string => {
  const summary = Object.hasOwn(summaries, type) ? say(summaries[type]!(payload)) : '';
  return summary.length > MAX_SUMMARY ? `${summary.slice(0, MAX_SUMMARY - 1).toWellFormed()}…` : summary;
};

/** One row for the events of one command, of which there is at least one. */
export const activityRow = (events: readonly Event[]): ActivityRow => {
  const event = events[0]!;
  const { name, place, aggregate, type, actor, at } = event;
  return { id: name, depth: place.depth, aggregate, type, actor, at, summary: summaryOf(event) };
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
