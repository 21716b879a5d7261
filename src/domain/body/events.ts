import type { JsonObject } from '../../events/event.ts';
import { drafter } from '../definition.ts';
import { z } from '../schema.ts';

/** Base64url: a remainder of one letter holds no byte. */
const change = z.string().regex(/^(?:[\w-]{4})*(?:[\w-]{2,3})?$/, 'base64url');

/** A letter, by the operation that inserted it, as Automerge writes it; ids of actors are longer in edits made at older heads. */
const letter = z.string().regex(/^\d{1,15}@[0-9a-f]{2,96}$/, 'a letter');
/** A place: a letter with which a sentence begins; or, behind ">", the one that something was written behind, if any. */
const place = z.string().regex(/^(?:\d{1,15}@[0-9a-f]{2,96}|>(?:\d{1,15}@[0-9a-f]{2,96})?)$/, 'a place');

/** Enough for a page that is pasted over; of an edit that touches more, the rest is in no conflict. */
export const MAX_PLACES = 1024;
export const MAX_SENTENCES = 64;
/** In UTF-16 units. */
export const MAX_SENTENCE = 20_000;

const sentence = z.object({
  /** Where the sentence began as its writer found it and as they left it, and before that (`inherited`). */
  at: z.array(place).min(1).max(MAX_PLACES),
  /** The first and the last letter: as it was left, or where nothing is left, as it was found. */
  span: z.tuple([letter, letter]),
  /** As its writer left it; empty where it was deleted, null where it is very long. */
  text: z.string().max(MAX_SENTENCE).nullable(),
});

export type Sentence = z.output<typeof sentence>;

const payload = z.object({
  changes: z.array(change),
  sentences: z
    .array(sentence)
    .max(MAX_SENTENCES)
    .refine(
      (sentences) => sentences.reduce((sum, { at }) => sum + at.length, 0) <= MAX_PLACES,
      `up to ${MAX_PLACES} places`,
    )
    .exactOptional(),
});

/** The first version did not say which sentences it touched: such an edit is in no conflict. */
const fromFirst = ({ sentences: _, ...rest }: JsonObject): JsonObject => rest;

export const bodyEvents = {
  /** Automerge changes, which name what they follow: any order of arrival gives the same text. */
  'body.changed': { version: 2, payload, upcasts: [fromFirst] },
};

export type BodyChanged = z.output<(typeof bodyEvents)['body.changed']['payload']>;

export const bodyDraft = drafter(bodyEvents);
