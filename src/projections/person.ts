import { isConflict, shown } from '../domain/register.ts';
import type { PersonState } from '../domain/person/state.ts';
import { NO_ROWS, type Projector } from './projector.ts';

export const personProjector: Projector<PersonState> = {
  version: 1,
  rows: (id, state) => {
    if (state.created.length === 0) return NO_ROWS;
    const person = {
      id,
      name: shown(state.name) ?? '',
      age: shown(state.age) ?? null,
      interests: Object.keys(state.interests),
      conflicts: [state.name, state.age].filter(isConflict).length,
      changed: state.last.instant,
    };
    return { ...NO_ROWS, people: [person] };
  },
};
