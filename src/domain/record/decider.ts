import type { Json } from '../../events/event.ts';
import type { AggregateDefinition } from '../definition.ts';
import { recordCommands, type RecordCommand } from './commands.ts';
import { decide, exists } from './decide.ts';
import { recordEvents } from './events.ts';
import { evolveAll } from './evolve.ts';
import { withOver } from './over.ts';
import { recordPartTraits } from './parts.ts';
import { NO_RECORD, type RecordState } from './state.ts';

export const record: AggregateDefinition<RecordState, RecordCommand> = {
  commands: recordCommands,
  events: recordEvents,
  decider: {
    type: 'record',
    version: 3,
    initial: NO_RECORD,
    withOver,
    decide,
    evolve: (state, event) => evolveAll(state, [event]),
    evolveAll,
    // A text is stored for a third of what as many small objects cost.
    freeze: (state) => JSON.stringify(state),
    thaw: (frozen) => JSON.parse(frozen as string) as RecordState,
    digest: (state) => state as unknown as Json,
    exists,
    parts: recordPartTraits,
  },
};
