import type { Event } from '../../events/event.ts';
import { add, remove } from '../add-wins.ts';
import { lastChange } from '../last-change.ts';
import { write } from '../register.ts';
import type { PersonPayloads } from './events.ts';
import type { PersonState } from './state.ts';

type Handlers = {
  readonly [Type in keyof PersonPayloads]: (
    state: PersonState,
    event: Event,
    payload: PersonPayloads[Type],
  ) => PersonState;
};

const handlers: Handlers = {
  'person.created': (state, event, { name, age, interests = [] }) => ({
    ...state,
    created: event.copy ? state.created : [...state.created, event.name],
    name: write(state.name, event, name),
    age: age === undefined ? state.age : write(state.age, event, age),
    interests: [...new Set(interests)].reduce((set, interest) => add(set, interest, event), state.interests),
  }),
  'person.name-set': (state, event, { name }) => ({ ...state, name: write(state.name, event, name) }),
  'person.age-set': (state, event, { age }) => ({ ...state, age: write(state.age, event, age) }),
  'person.interest-added': (state, event, { interest }) => ({
    ...state,
    interests: add(state.interests, interest, event),
  }),
  'person.interest-removed': (state, event, { interest }) => ({
    ...state,
    interests: remove(state.interests, interest, event),
  }),
};

export const evolve = (state: PersonState, event: Event): PersonState => {
  if (!Object.hasOwn(handlers, event.type)) return state;
  type Handle = (state: PersonState, event: Event, payload: object) => PersonState;
  const next = (handlers[event.type as keyof Handlers] as Handle)(state, event, event.payload);
  return event.copy ? next : { ...next, last: lastChange(next.last, event) };
};
