import { drafter, firstVersion } from '../definition.ts';
import { attributes, eventName, fields, hash, key, line, scalar, text, z } from '../schema.ts';
import { STATUSES } from './state.ts';

const nothing = z.object({});

/** What happens to records. A payload may hold more than is asked for here: a salt, a reason. */
export const recordEvents = {
  'record.created': firstVersion(z.object({ title: line, fields: fields.exactOptional() })),
  'record.title-set': firstVersion(z.object({ title: line })),
  'record.field-set': firstVersion(z.object({ field: key, value: scalar })),
  'record.status-set': firstVersion(z.object({ status: z.enum(STATUSES) })),
  'record.assigned': firstVersion(z.object({ person: z.string().max(128) })),
  'record.tag-added': firstVersion(z.object({ tag: key })),
  'record.tag-removed': firstVersion(z.object({ tag: key })),
  'record.entry-added': firstVersion(
    z.object({
      text,
      happened: z.string().max(64).exactOptional(),
      source: z.string().max(500).exactOptional(),
      attributes: attributes.exactOptional(),
    }),
  ),
  'record.task-added': firstVersion(z.object({ title: line })),
  'record.task-set': firstVersion(
    z.object({ task: eventName, title: line.exactOptional(), done: z.boolean().exactOptional() }),
  ),
  'record.task-removed': firstVersion(z.object({ task: eventName })),
  'record.comment-added': firstVersion(z.object({ text })),
  // Counts the edits it saw: one more, made meanwhile, keeps the record (CF2).
  'record.archived': firstVersion(z.object({ edits: z.int().min(0) })),
  'record.restored': firstVersion(nothing),
  // Without the count it is not known what it saw, so nothing puts it in doubt.
  'record.signed': firstVersion(
    z.object({ meaning: line, covers: hash, edits: z.int().min(0).exactOptional() }),
  ),
  'record.sign-off-settled': firstVersion(z.object({ signOff: eventName, stands: z.boolean() })),
};

export type RecordPayloads = {
  readonly [Type in keyof typeof recordEvents]: z.output<(typeof recordEvents)[Type]['payload']>;
};

export const recordDraft = drafter(recordEvents);
