import type { Event, Json } from '../events/event.ts';
import { claimedInstant } from '../events/claimed-time.ts';
import { MAX_OVER } from '../events/lines.ts';
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
  return [...kept, writtenBy(event, value)];
};

export const writtenBy = <Value extends Json>(
  { name, actor, at, place }: Event,
  value: Value,
): Written<Value> => ({ value, name, actor, device: place.device, at });

/** A write that is to be folded. */
export interface Write<Value extends Json = Json> {
  readonly event: Event;
  readonly value: Value;
}

/**
 * The field after many writes in turn, as `write` one by one gives it, in linear time. From the last to the first: a
 * value stands unless a later write named it.
 */
export const writeAll = <Value extends Json>(
  register: Register<Value>,
  writes: readonly Write<Value>[],
): Register<Value> => {
  if (writes.length === 0) return register;
  if (writes.length === 1) return write(register, writes[0]!.event, writes[0]!.value);
  const dropped = new Set<EventName>();
  const standing: Written<Value>[] = [];
  for (const { event, value } of writes.toReversed()) {
    if (!event.copy && !dropped.has(event.name)) standing.push(writtenBy(event, value));
    if (event.over) for (const name of event.over) dropped.add(name);
  }
  return [...register.filter((held) => !dropped.has(held.name)), ...standing.toReversed()];
};

/** The one shown: the latest claimed instant, ties by canonical order (CF1). */
export const shown = <Value extends Json>(register: Register<Value>): Value | undefined => {
  let best = register[0];
  if (register.length < 2) return best?.value;
  let latest = -Infinity;
  for (const held of register) {
    const instant = claimedInstant(held.at);
    if (instant < latest) continue;
    best = held;
    latest = instant;
  }
  return best?.value;
};

/** Equal values never conflict (CF2). */
export const isConflict = (register: Register): boolean => {
  if (register.length < 2) return false; // Of all fields nearly all, and this is asked of each after each change.
  const first = JSON.stringify(register[0]!.value);
  return register.some((held) => JSON.stringify(held.value) !== first);
};

/** What a write names: first what it replaces, and as far as there is room what else its writer had seen. */
export const toOver = (
  replaced: readonly EventName[],
  seen: readonly EventName[] = [],
): readonly EventName[] => [...new Set([...replaced, ...seen])].slice(0, MAX_OVER);

/** What an edit that begins now would replace. */
export const namesIn = (register: Register | undefined): readonly EventName[] =>
  register?.map((held) => held.name) ?? [];
