import { partsSchema } from '../parts.ts';
import { attributes, commandBase, eventName, fields, hash, key, line, scalar, text, z } from '../schema.ts';
import { STATUSES } from './state.ts';

const base = commandBase('record');

/** Commands come from outside, so what is not known is refused. */
const command = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...base, ...shape });

const PART_KINDS = {
  title: { value: line },
  status: { value: z.enum(STATUSES) },
  assignee: { value: z.string().max(128) },
  archived: { value: z.boolean() },
  field: { name: key, value: scalar },
  tag: { name: key, value: z.boolean() },
  task: { name: eventName, value: z.boolean() },
  'task-title': { name: eventName, value: line },
  'task-done': { name: eventName, value: z.boolean() },
};

export const recordCommands = z.discriminatedUnion('type', [
  command('record.create', { title: line, fields: fields.optional() }),
  command('record.set-title', { title: line }),
  command('record.set-field', { field: key, value: scalar }),
  command('record.set-status', { status: z.enum(STATUSES) }),
  command('record.assign', { person: z.string().max(128) }),
  command('record.add-tag', { tag: key }),
  command('record.remove-tag', { tag: key }),
  command('record.add-entry', {
    text,
    happened: z.string().min(1).max(64).optional(),
    source: z.string().min(1).max(500).optional(),
    attributes: attributes.optional(),
  }),
  command('record.add-task', { title: line }),
  command('record.set-task', { task: eventName, title: line.optional(), done: z.boolean().optional() }),
  command('record.remove-task', { task: eventName }),
  command('record.add-comment', { text }),
  // What stood before, part by part; written where it differs from what stands.
  command('record.put-back', { parts: partsSchema(PART_KINDS) }),
  command('record.archive', {}),
  command('record.restore', {}),
  // The dispatcher fills `covers`: a decider has no hash.
  command('record.sign-off', { meaning: line, covers: hash.optional() }),
  command('record.settle-sign-off', { signOff: eventName, stands: z.boolean() }),
]);

export type RecordCommand = z.output<typeof recordCommands>;
