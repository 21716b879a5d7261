import type { RecordState } from '../../../src/domain/record/state.ts';
import { namesIn } from '../../../src/domain/register.ts';
import type { Event } from '../../../src/events/event.ts';
import type { EventName } from '../../../src/kernel/ids.ts';

/** What the fold found of an aggregate, and its state. */
export interface FoundRecord {
  readonly state: RecordState;
  readonly aliases: { readonly [name: EventName]: EventName };
  readonly quarantined: readonly { readonly names: readonly EventName[] }[];
}

/** The registers and sets that an event writes to. */
export const placesOf = ({ type, payload }: Event): readonly string[] => {
  switch (type) {
    case 'record.created':
      return ['title', ...Object.keys(payload['fields'] ?? {}).map((field) => `field ${field}`)];
    case 'record.title-set':
      return ['title'];
    case 'record.field-set':
      return [`field ${payload['field'] as string}`];
    case 'record.status-set':
      return ['status'];
    case 'record.assigned':
      return ['assignee'];
    case 'record.tag-added':
    case 'record.tag-removed':
      return [`tag ${payload['tag'] as string}`];
    default:
      return [];
  }
};

const shownIn = (state: RecordState): ReadonlyMap<string, readonly EventName[]> =>
  new Map([
    ['title', namesIn(state.title)],
    ['status', namesIn(state.status)],
    ['assignee', namesIn(state.assignee)],
    ...Object.entries(state.fields).map(([field, held]) => [`field ${field}`, namesIn(held)] as const),
    ...Object.entries(state.tags).map(([tag, names]) => [`tag ${tag}`, names] as const),
  ]);

/**
 * What no order has a say in (CF1, CF2): a value or addition stands if and only if no write of the same place names it.
 * Answers the first place where more stands, or less.
 */
export const wrongValue = (events: readonly Event[], found: FoundRecord): string | undefined => {
  const { state, aliases, quarantined } = found;
  const thrown = new Set(quarantined.flatMap((one) => one.names));
  const nameOf = (name: EventName): EventName => aliases[name] ?? name;
  const written = new Map<string, { readonly names: Set<EventName>; readonly over: Set<EventName> }>();
  for (const event of events) {
    if (thrown.has(event.name)) continue;
    for (const place of placesOf(event)) {
      const writes = written.get(place) ?? { names: new Set(), over: new Set() };
      written.set(place, writes);
      if (event.type !== 'record.tag-removed') writes.names.add(nameOf(event.name));
      for (const name of event.over ?? []) writes.over.add(nameOf(name));
    }
  }
  const shown = shownIn(state);
  for (const place of new Set([...written.keys(), ...shown.keys()])) {
    const { names, over } = written.get(place) ?? { names: new Set(), over: new Set() };
    const wanted = [...names].filter((name) => !over.has(name)).toSorted();
    if (wanted.join() !== [...(shown.get(place) ?? [])].toSorted().join()) return place;
  }
  return undefined;
};
