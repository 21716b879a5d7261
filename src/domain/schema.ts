import { z } from 'zod';
import { MAX_ACTOR, MAX_OVER } from '../events/lines.ts';
import { HASH, SHORT_ID, type AggregateId, type CommandId, type EventName } from '../kernel/ids.ts';
import { MAX_KEY, MAX_LINE, MAX_TEXT } from './limits.ts';

// Before any schema is made: zod would otherwise compile them by `new Function`, which the page's policy forbids.
z.config({ jitless: true });
export { z };

export const MAX_FIELDS = 256;
const MAX_ATTRIBUTE = 2_000;

/** The one key that plain objects treat as something else; all others are inert where `Object.hasOwn` is asked. */
const isKey = (key: string): boolean => key.length >= 1 && key.length <= MAX_KEY && key !== '__proto__';

/** A field's, tag's or interest's name: they become keys of the state. */
export const key = z.string().refine(isKey, `1 to ${MAX_KEY} characters, and not "__proto__"`);

export const line = z.string().min(1).max(MAX_LINE);
export const text = z.string().min(1).max(MAX_TEXT);

export const scalar = z.union([z.string().max(MAX_TEXT), z.number(), z.boolean(), z.null()]);

// Not z.record, which passes over "__proto__" in silence.
const keyed = <Value>(value: z.ZodType<Value>, expected: string) =>
  z.custom<{ readonly [key: string]: Value }>(
    (given) =>
      typeof given === 'object' &&
      given !== null &&
      !Array.isArray(given) &&
      Object.keys(given).length <= MAX_FIELDS &&
      Object.entries(given).every(([name, held]) => isKey(name) && value.safeParse(held).success),
    expected,
  );

export const fields = keyed(scalar, `up to ${MAX_FIELDS} fields of text, numbers, true, false or null`);
export const attributes = keyed(z.string().max(MAX_ATTRIBUTE), `up to ${MAX_FIELDS} attributes of text`);

const matching = <Name extends string>(pattern: RegExp, expected: string) =>
  z.custom<Name>((given) => typeof given === 'string' && pattern.test(given), expected);

export const eventName = matching<EventName>(HASH, '64 hex digits');
const names = z.array(eventName).max(MAX_OVER);
export const hash = z.string().regex(HASH, '64 hex digits');

const commandId = matching<CommandId>(SHORT_ID, '32 hex digits');

/** Why a command writes what stood before (HI2, HI3); its events carry it in their payload. */
const cause = z.union([
  z.strictObject({ undoes: commandId }),
  z.strictObject({ redoes: commandId }),
  /** The name of an event, or an instant: the state that is gone back to. */
  z.strictObject({ restores: z.string().max(64) }),
]);
export type Cause = z.output<typeof cause>;

/** What every command of an aggregate type may say; each type of command adds its own fields. */
export const commandBase = (aggregate: string) => ({
  id: commandId,
  aggregate: matching<AggregateId>(
    new RegExp(`^${aggregate}:[0-9a-zA-Z._-]{1,64}$`),
    `"${aggregate}:" and 1 to 64 letters, digits, dots, dashes or underscores`,
  ),
  over: names.optional(),
  reason: line.optional(),
  cause: cause.optional(),
  actor: z.string().min(1).max(MAX_ACTOR).optional(),
  at: z.iso.datetime({ offset: true, precision: 3 }).optional(),
});
