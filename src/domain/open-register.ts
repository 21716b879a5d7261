import type { Event, Json } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';
import { writtenBy, type Register, type Written } from './register.ts';

/**
 * A field that a fold changes in place: what `write` gives one by one, where copying the field for each of many writes
 * would take the square of their number.
 */
export interface OpenRegister<Value extends Json = Json> {
  size(): number;
  add(written: Written<Value>): void;
  /** Answers what has gone. */
  drop(name: EventName): readonly Written<Value>[];
  /** What this event wrote and what stands: one value, unless it was recorded twice. */
  of(name: EventName): readonly Written<Value>[];
  closed(): Register<Value>;
}

export const openRegister = <Value extends Json>(register: Register<Value>): OpenRegister<Value> => {
  /** In order; what has gone leaves a gap. */
  const held: (Written<Value> | undefined)[] = [];
  const places = new Map<EventName, number[]>();
  let size = 0;
  const add = (written: Written<Value>): void => {
    const before = places.get(written.name);
    if (before) before.push(held.length);
    else places.set(written.name, [held.length]);
    held.push(written);
    size += 1;
  };
  const of = (name: EventName): readonly Written<Value>[] =>
    (places.get(name) ?? []).map((place) => held[place]!);
  for (const written of register) add(written);
  return {
    size: () => size,
    add,
    drop: (name) => {
      const gone = of(name);
      for (const place of places.get(name) ?? []) held[place] = undefined;
      places.delete(name);
      size -= gone.length;
      return gone;
    },
    of,
    closed: () => held.filter((written) => written !== undefined),
  };
};

/** As `write` does: it drops the values that the event names and no others. A copy of a write only drops (ON1). */
export const writeOpen = <Value extends Json>(
  register: Pick<OpenRegister<Value>, 'add' | 'drop'>,
  event: Event,
  value: Value,
): void => {
  for (const name of event.over ?? []) register.drop(name);
  if (!event.copy) register.add(writtenBy(event, value));
};
