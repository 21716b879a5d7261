import { shown } from '../domain/register.ts';
import type { PersonState } from '../domain/person/state.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { conflictIn, type ConflictRow } from './conflict.ts';
import { NO_ROWS, type Projector } from './projector.ts';

const conflictsOf = (id: AggregateId, { name, age }: PersonState): readonly ConflictRow[] => [
  ...conflictIn(id, 'field', { of: 'name' }, 'Name', name),
  ...conflictIn(id, 'field', { of: 'age' }, 'Age', age),
];

export const personProjector: Projector<PersonState> = {
  version: 2,
  tables: ['people'],
  conflicts: conflictsOf,
  rows: (id, state) => {
    if (state.created.length === 0) return NO_ROWS;
    const conflicts = conflictsOf(id, state);
    const person = {
      id,
      name: shown(state.name) ?? '',
      age: shown(state.age) ?? null,
      interests: Object.keys(state.interests),
      conflicts: conflicts.length,
      changed: state.last.instant,
    };
    return { ...NO_ROWS, people: [person], conflicts };
  },
};
