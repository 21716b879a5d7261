import type { Event, Json } from '../events/event.ts';
import { claimedInstant } from '../events/claimed-time.ts';
import type { DeviceId, EventName } from '../kernel/ids.ts';

/** One value that stands in a field, and who wrote it. */
export interface Written<Value extends Json = Json> {
  readonly value: Value;
  readonly name: EventName;
  readonly actor: string;
  readonly device: DeviceId;
  readonly at: string;
}

/**
 * A field: the values of which none was written in the place of another, in canonical order. One is the usual case,
 * none an empty field, several a conflict unless they are equal (CF1, CF2).
 */
export type Register<Value extends Json = Json> = readonly Written<Value>[];

/** The field after a write: it drops the values it names and no others. A copy of a write only drops (ON1). */
export const write = <Value extends Json>(
  register: Register<Value>,
  event: Event,
  value: Value,
): Register<Value> => {
  const kept = event.over?.length ? register.filter((held) => !event.over!.includes(held.name)) : register;
  if (event.copy) return kept;
  const { name, actor, at } = event;
  return [...kept, { value, name, actor, device: event.place.device, at }];
};

/** The one shown: the latest claimed instant, ties by canonical order (CF1). */
export const shown = <Value extends Json>(register: Register<Value>): Value | undefined => {
  let best: Written<Value> | undefined;
  for (const held of register) if (!best || claimedInstant(held.at) >= claimedInstant(best.at)) best = held;
  return best?.value;
};

/** Equal values never conflict (CF2). */
export const isConflict = (register: Register): boolean =>
  register.some((held) => JSON.stringify(held.value) !== JSON.stringify(register[0]!.value));

/** What an edit that begins now would replace. */
export const namesIn = (register: Register | undefined): readonly EventName[] =>
  register?.map((held) => held.name) ?? [];
