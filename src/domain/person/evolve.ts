import type { Event } from '../../events/event.ts';
import { add, remove, type Changing } from '../add-wins.ts';
import { lastChange } from '../last-change.ts';
import { write } from '../register.ts';
import type { PersonPayloads } from './events.ts';
import type { PersonState } from './state.ts';

/** A private copy that many events are folded into. */
type Folding = { -readonly [K in keyof PersonState]: PersonState[K] } & { interests: Changing };

type Handlers = {
  readonly [Type in keyof PersonPayloads]: (
    state: Folding,
    event: Event,
    payload: PersonPayloads[Type],
  ) => void;
};

const handlers: Handlers = {
  'person.created': (state, event, { name, age, interests = [] }) => {
    if (!event.copy) state.created = [...state.created, event.name];
    state.name = write(state.name, event, name);
    if (age !== undefined) state.age = write(state.age, event, age);
    for (const interest of new Set(interests)) add(state.interests, interest, event);
  },
  'person.name-set': (state, event, { name }) => {
    state.name = write(state.name, event, name);
  },
  'person.age-set': (state, event, { age }) => {
    state.age = write(state.age, event, age);
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

export const evolveAll = (state: PersonState, events: readonly Event[]): PersonState => {
  const folding: Folding = { ...state, interests: { ...state.interests } };
  for (const event of events) fold(folding, event);
  return folding;
};
