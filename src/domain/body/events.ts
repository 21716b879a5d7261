import { drafter, firstVersion } from '../definition.ts';
import { z } from '../schema.ts';

/** Base64url: a remainder of one letter holds no byte. */
const change = z.string().regex(/^(?:[\w-]{4})*(?:[\w-]{2,3})?$/, 'base64url');

export const bodyEvents = {
  /** Automerge changes, which name what they follow: any order of arrival gives the same text. */
  'body.changed': firstVersion(z.object({ changes: z.array(change) })),
};

export type BodyChanged = z.output<(typeof bodyEvents)['body.changed']['payload']>;

export const bodyDraft = drafter(bodyEvents);
