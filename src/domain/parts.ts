import type { Event, Json } from '../events/event.ts';
import type { EventName } from '../kernel/ids.ts';
import { namesIn, shown, type Register } from './register.ts';
import { z } from './schema.ts';

/** A part of a state that can be put back as it stood: its values, several where they stand side by side. */
export interface Part {
  /** Each once; the one that is shown comes last. */
  readonly values: readonly Json[];
  /** Of the events that wrote them. */
  readonly names: readonly EventName[];
}

/** By kind and name, for example `title` and `field:Depth`. */
export type Parts = ReadonlyMap<string, Part>;

/** What of an aggregate type can be put back, and how (HI2). */
export interface PartTraits<State> {
  readonly of: (state: State) => Parts;
  /** The parts that an event writes; none where it adds a fact, which is never taken back. */
  readonly written: (event: Event) => readonly string[];
  /** What a part holds in a state that lacks it; undefined: there is nothing then that could be written. */
  readonly absent: (part: string) => readonly Json[] | undefined;
  /** Parts that any write of another one changes too, as the state stands. */
  readonly changedAlong: (state: State) => readonly string[];
  /** Do these values put the whole out of sight, and so whatever anybody has changed in it? */
  readonly hides: (values: { readonly [part: string]: readonly Json[] }) => boolean;
  /** The type of the command that puts parts back. */
  readonly command: string;
  /** What stands for not being there in an aggregate that was created since. Undefined: a creation stays. */
  readonly uncreated: { readonly [part: string]: readonly Json[] } | undefined;
}

const MAX_PARTS = 4096;
/** Of values that stand side by side as many are told apart. */
const MAX_VALUES = 64;

export const kindOf = (part: string): string => part.split(':', 1)[0]!;
export const nameIn = (part: string): string => part.slice(kindOf(part).length + 1);

export const registerPart = <Value extends Json>(register: Register<Value>, otherwise: Value): Part => {
  const last = shown(register) ?? otherwise;
  const others = new Set(register.map((held) => JSON.stringify(held.value)));
  others.delete(JSON.stringify(last));
  const values = [...others]
    .toSorted()
    .slice(0, MAX_VALUES - 1)
    .map((value) => JSON.parse(value) as Json);
  return { values: [...values, last], names: namesIn(register) };
};

/** A member of a set: there, by these additions. */
export const memberPart = (names: readonly EventName[]): Part => ({ values: [names.length > 0], names });

export const sameValues = (a: readonly Json[], b: readonly Json[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** What each kind of part may hold; `name` only where there may be many of a kind. */
export interface PartKinds {
  readonly [kind: string]: { readonly name?: z.ZodType; readonly value: z.ZodType<Json> };
}

/** Values to write, by part, as a command brings them. */
export const partsSchema = (kinds: PartKinds) =>
  z.custom<{ readonly [part: string]: readonly Json[] }>((given) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return false;
    const entries = Object.entries(given as { readonly [part: string]: unknown });
    return (
      entries.length > 0 &&
      entries.length <= MAX_PARTS &&
      entries.every(([part, values]) => isPart(kinds, part) && isValues(kinds[kindOf(part)]!.value, values))
    );
  }, 'parts of a state, each with the values to put back');

const isPart = (kinds: PartKinds, part: string): boolean => {
  const kind = kindOf(part);
  if (!Object.hasOwn(kinds, kind)) return false;
  const { name } = kinds[kind]!;
  return name ? name.safeParse(nameIn(part)).success : part === kind;
};

const isValues = (value: z.ZodType, values: unknown): boolean =>
  Array.isArray(values) &&
  values.length > 0 &&
  values.length <= MAX_VALUES &&
  values.every((one) => value.safeParse(one).success);
