/** What a header may be, said a second time and in another way: the pattern of src/log/header.ts is held against it. */
import { z } from 'zod';
import { HASH, SHORT_ID } from '../../src/kernel/ids.ts';
import { FORMAT } from '../../src/log/header.ts';
import { MAX_CONTEXT, MAX_EVENTS } from '../../src/log/limits.ts';

const hash = z.string().regex(HASH);
const short = z.string().regex(SHORT_ID);
const count = z.int().min(1).max(MAX_EVENTS);
const position = z.int().min(1);

const firstLine = z
  .strictObject({
    v: z.literal(FORMAT),
    kind: z.enum(['events', 'control']),
    book: z.union([hash, z.literal('')]),
    device: short,
    seq: position,
    events: count,
    commands: count,
    depth: position,
    context: z.array(z.tuple([short, position, hash])).max(MAX_CONTEXT),
    prev: z.union([hash, z.literal('')]),
    root: hash,
    codec: z.enum(['plain', 'gzip', 'gzip+aes256gcm']),
    epoch: z.union([hash, z.literal('')]),
  })
  .refine(({ commands, events }) => commands <= events);
const secondLine = z.strictObject({ bodyHash: hash });

/** Parsing with a schema gives its keys in the schema's order, so writing it again tells any other order too. */
export const isHeaderBySchema = (text: string): boolean => {
  try {
    const lines = text.split('\n');
    const first = firstLine.parse(JSON.parse(lines[0]!));
    const second = secondLine.parse(JSON.parse(lines[1]!));
    return text === `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`;
  } catch {
    return false;
  }
};
