import type { Json } from '../events/event.ts';

/** A letter that is escaped is written as six. */
const ESCAPED = 6;
/** The longest that `JSON.stringify` makes of a number, with what separates it from the next. */
const SCALAR = 26;
/** Two marks around, and what separates it from the next. */
const AROUND = 4;

/**
 * The characters of a value as JSON, at most: the same for equal values, whatever the order of their keys. It is counted,
 * because a state that is too long to be written could not be measured by writing it.
 */
export const sizeAtMost = (value: Json): number => {
  if (typeof value === 'string') return ESCAPED * value.length + AROUND;
  if (typeof value !== 'object' || value === null) return SCALAR;
  let size = AROUND;
  if (Array.isArray(value)) for (const item of value as readonly Json[]) size += sizeAtMost(item);
  else {
    const object = value as { readonly [key: string]: Json };
    for (const key in object) size += ESCAPED * key.length + AROUND + sizeAtMost(object[key]!);
  }
  return size;
};

/** How many values an object holds, in all its depths. */
export const countValues = (value: Json): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, inner) => sum + countValues(inner), 0)
    : 1;
