import type { Draft, JsonObject } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';
import type { CommandBase, Decider } from './decider.ts';
import type { z } from './schema.ts';

/** One type of event as this version writes and reads it. */
export interface EventType<Payload = unknown> {
  readonly version: number;
  readonly payload: z.ZodType<Payload>;
  /** Lifts a payload from version `n` to `n + 1`, at index `n - 1`: old events are never rewritten. */
  readonly upcasts: readonly ((payload: JsonObject) => JsonObject)[];
}

export interface EventTypes {
  readonly [type: string]: EventType;
}

export interface AggregateDefinition<State, Command> {
  readonly decider: Decider<State, Command>;
  readonly commands: z.ZodType<Command>;
  readonly events: EventTypes;
}

/** A definition with its types forgotten: states and commands are handed back to the decider they came from. */
export interface AnyDefinition {
  readonly decider: Decider<unknown, never>;
  readonly commands: z.ZodType<CommandBase>;
  readonly events: EventTypes;
}

export const firstVersion = <Payload>(payload: z.ZodType<Payload>): EventType<Payload> => ({
  version: 1,
  payload,
  upcasts: [],
});

/** Makes drafts of the given types, at the version written now. */
export const drafter =
  <Types extends EventTypes>(types: Types) =>
  <Type extends keyof Types & string>(
    type: Type,
    payload: z.output<Types[Type]['payload']> & JsonObject,
    over?: readonly EventName[],
  ): Draft => ({ type, v: types[type]!.version, payload, ...(over?.length ? { over } : {}) });
