import type { Json } from '../../events/event.ts';
import type { AggregateDefinition } from '../definition.ts';
import { recordCommands, type RecordCommand } from './commands.ts';
import { decide, exists } from './decide.ts';
import { recordEvents, type RecordPayloads } from './events.ts';
import { evolveAll } from './evolve.ts';
import { withOver } from './over.ts';
import { freezeRecord, thawRecord } from './freeze.ts';
import { recordPartTraits } from './parts.ts';
import { NO_RECORD, type RecordState } from './state.ts';

const VOUCHED: ReadonlySet<string> = new Set([
  'record.entry-added',
  'record.comment-added',
  'record.signed',
] satisfies (keyof RecordPayloads)[]);

export const record: AggregateDefinition<RecordState, RecordCommand> = {
  commands: recordCommands,
  events: recordEvents,
  decider: {
    type: 'record',
    version: 9,
    initial: NO_RECORD,
    withOver,
    decide,
    evolve: (state, event) => evolveAll(state, [event]),
    evolveAll,
    freeze: freezeRecord,
    thaw: thawRecord,
    digest: (state) => state as unknown as Json,
    exists,
    parts: recordPartTraits,
    vouched: VOUCHED,
  },
};
