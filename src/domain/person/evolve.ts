import type { Event } from '../../events/event.ts';
import { add, changed, changing, remove, type Changing } from '../add-wins.ts';
import type { EventName } from '../../kernel/ids.ts';
import { lastChange } from '../last-change.ts';
import { writeAll, type Write } from '../register.ts';
import type { PersonPayloads } from './events.ts';
import { personRoom } from './room.ts';
import type { PersonState } from './state.ts';

/** A private copy that many events are folded into; writes of a field are taken together. */
type Folding = { -readonly [K in Exclude<keyof PersonState, 'interests' | 'created'>]: PersonState[K] } & {
  readonly created: EventName[];
  readonly interests: Changing;
  readonly written: { readonly name: Write<string>[]; readonly age: Write<number | null>[] };
};

type Handlers = {
  readonly [Type in keyof PersonPayloads]: (
    state: Folding,
    event: Event,
    payload: PersonPayloads[Type],
  ) => void;
};

const handlers: Handlers = {
  'person.created': (state, event, { name, age, interests = [] }) => {
    if (!event.copy) state.created.push(event.name);
    state.written.name.push({ event, value: name });
    if (age !== undefined) state.written.age.push({ event, value: age });
    for (const interest of new Set(interests)) add(state.interests, interest, event);
  },
  'person.name-set': ({ written }, event, { name }) => {
    written.name.push({ event, value: name });
  },
  'person.age-set': ({ written }, event, { age }) => {
    written.age.push({ event, value: age });
  },
  'person.interest-added': (state, event, { interest }) => add(state.interests, interest, event),
  'person.interest-removed': (state, event, { interest }) => remove(state.interests, interest, event),
};

const fold = (state: Folding, event: Event): void => {
  if (!Object.hasOwn(handlers, event.type)) return;
  const handle = handlers[event.type as keyof Handlers] as (
    state: Folding,
    event: Event,
    payload: object,
  ) => void;
  handle(state, event, event.payload);
  if (!event.copy) state.last = lastChange(state.last, event);
};

export const evolveAll = (state: PersonState, events: readonly Event[]): PersonState =>
  personRoom.folded(state, events, foldTogether);

const foldTogether = (state: PersonState, events: readonly Event[]): PersonState => {
  const written: Folding['written'] = { name: [], age: [] };
  const folding: Folding = {
    ...state,
    created: [...state.created],
    interests: changing(state.interests),
    written,
  };
  for (const event of events) fold(folding, event);
  const { written: _, ...after } = folding;
  return {
    ...after,
    interests: changed(folding.interests),
    name: writeAll(state.name, written.name),
    age: writeAll(state.age, written.age),
  };
};
