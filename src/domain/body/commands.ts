import { MAX_OVER } from '../../events/lines.ts';
import { commandBase, eventName, hash, z } from '../schema.ts';
import { MAX_SENTENCE } from './events.ts';

/** In UTF-16 units: as an Automerge change it fits the size of an event. */
const MAX_INSERTED = 100_000;
/** With what is inserted no more than a change may do (MAX_ROWS). */
const MAX_DELETED = 400_000;
const MAX_SPLICES = 4096;

const position = z.int().min(0);

const splice = z.strictObject({
  at: position,
  deleted: position,
  inserted: z
    .string()
    .max(MAX_INSERTED)
    .refine((inserted) => inserted.isWellFormed(), 'text without half characters'),
});

export const bodyCommands = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('body.edit'),
    ...commandBase('body'),
    /** What the text stood at when the edit was made; left out, where it stands now. */
    heads: z.array(hash).min(1).max(MAX_SPLICES).optional(),
    /** To apply in turn, in UTF-16 units. */
    splices: z
      .array(splice)
      .min(1)
      .max(MAX_SPLICES)
      .refine(
        (splices) => splices.reduce((sum, { inserted }) => sum + inserted.length, 0) <= MAX_INSERTED,
        `up to ${MAX_INSERTED} characters at once`,
      )
      .refine(
        (splices) => splices.reduce((sum, { deleted }) => sum + deleted, 0) <= MAX_DELETED,
        `up to ${MAX_DELETED} characters deleted at once`,
      ),
  }),
  z.strictObject({
    type: z.literal('body.settle'),
    ...commandBase('body'),
    /** The names of the edits that are settled: what the person had in front of them (CF1). */
    over: z.array(eventName).min(1).max(MAX_OVER),
    /** One that they have in common. */
    place: z.string().max(200),
    /** The text that is to stand in their place; null, what stands. */
    text: z
      .string()
      .max(MAX_SENTENCE)
      .refine((text) => text.isWellFormed(), 'text without half characters')
      .nullable(),
  }),
]);

export type BodyCommand = z.output<typeof bodyCommands>;
export type BodyEdit = BodyCommand & { readonly type: 'body.edit' };
export type BodySettle = BodyCommand & { readonly type: 'body.settle' };
export type Splice = BodyEdit['splices'][number];
