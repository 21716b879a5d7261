import type { Json } from '../../events/event.ts';
import type { AggregateDefinition } from '../definition.ts';
import { personCommands, type PersonCommand } from './commands.ts';
import { decide, exists, withOver } from './decide.ts';
import { personEvents } from './events.ts';
import { evolveAll } from './evolve.ts';
import { personPartTraits } from './parts.ts';
import { NO_PERSON, type PersonState } from './state.ts';

export const person: AggregateDefinition<PersonState, PersonCommand> = {
  commands: personCommands,
  events: personEvents,
  decider: {
    type: 'person',
    version: 5,
    initial: NO_PERSON,
    withOver,
    decide,
    evolve: (state, event) => evolveAll(state, [event]),
    evolveAll,
    freeze: (state) => JSON.stringify(state),
    thaw: (frozen) => JSON.parse(frozen as string) as PersonState,
    digest: (state) => state as unknown as Json,
    exists,
    parts: personPartTraits,
  },
};
