import type { Event } from '../events/event.ts';
import { aggregateType, type AggregateId } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { createBody } from './body/decider.ts';
import type { AnyDefinition } from './definition.ts';
import { person } from './person/decider.ts';
import { record } from './record/decider.ts';

/** Every aggregate type there is. `actor`: 32 hex digits, random for each engine session (see body/decider.ts). */
export const createDefinitions = ({ actor }: { readonly actor: string }) => ({
  record,
  person,
  body: createBody(actor),
});

export type Definitions = ReturnType<typeof createDefinitions>;

export const definitionOf = (definitions: Definitions, id: AggregateId): AnyDefinition | undefined => {
  const type = aggregateType(id);
  return Object.hasOwn(definitions, type)
    ? (definitions[type as keyof Definitions] as unknown as AnyDefinition)
    : undefined;
};

/** Is the event of the newest version of its type? Then there is nothing to lift. */
export const isNewest = (definitions: Definitions, event: Event): boolean => {
  const types = definitionOf(definitions, event.aggregate)?.events;
  return types !== undefined && Object.hasOwn(types, event.type) && types[event.type]!.version === event.v;
};

export type UnderstandFailure = Failure<'unknown-type' | 'newer-version' | 'invalid-payload'>;

/** The event as this version reads it: lifted to the newest version of its type and checked (AS1). */
export const understandEvent = (definitions: Definitions, event: Event): Result<Event, UnderstandFailure> => {
  const types = definitionOf(definitions, event.aggregate)?.events;
  if (!types || !Object.hasOwn(types, event.type))
    return fail('unknown-type', `No event ${event.type} is known of ${event.aggregate}.`, 'type');
  const { version, upcasts, payload } = types[event.type]!;
  if (event.v > version)
    return fail('newer-version', `This version reads ${event.type} up to ${version}, not ${event.v}.`, 'v');
  const lifted = upcasts.slice(event.v - 1).reduce((old, upcast) => upcast(old), event.payload);
  const parsed = payload.safeParse(lifted);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(
      'invalid-payload',
      `The payload of ${event.type} is not valid: ${issue!.message}.`,
      issue!.path.join('.'),
    );
  }
  return ok(event.v === version ? event : { ...event, v: version, payload: lifted });
};
