import { z } from 'zod';
import type { Head } from '../clock/head.ts';
import { HASH, SHORT_ID, type BookId, type DeviceId, type EpochId, type SegmentHash } from '../kernel/ids.ts';
import { MAX_CONTEXT, MAX_EVENTS } from './limits.ts';

export const FORMAT = 1;
export type Codec = 'plain' | 'gzip' | 'gzip+aes256gcm';

/** What everyone can read of a segment, and check, without any key. */
export interface Header {
  readonly v: typeof FORMAT;
  readonly kind: 'events' | 'control';
  /** Empty in the genesis record, whose hash becomes it. */
  readonly book: BookId | '';
  readonly device: DeviceId;
  /** Seq of the first event. */
  readonly seq: number;
  readonly events: number;
  readonly commands: number;
  /** Depth of the first command. */
  readonly depth: number;
  /** The context entries changed since the predecessor (CX1). */
  readonly context: readonly Head[];
  /** Hash of the segment before, empty for the first of a log. */
  readonly prev: SegmentHash | '';
  /** Merkle root over the leaves, 64 hex digits. */
  readonly root: string;
  readonly codec: Codec;
  readonly epoch: EpochId | '';
  /** SHA-256 of the stored body, 64 hex digits; on the second line, so that the first can be additional data. */
  readonly bodyHash: string;
}

const hash = z.string().regex(HASH);
const short = z.string().regex(SHORT_ID);
const count = z.int().min(1).max(MAX_EVENTS);
const position = z.int().min(1);

const firstLine = z.strictObject({
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
});
const secondLine = z.strictObject({ bodyHash: hash });

/** The first line, without its newline: also the additional data of the body's encryption. */
export const headerToFirstLine = (header: Omit<Header, 'bodyHash'>): string => {
  const { v, kind, book, device, seq, events, commands, depth, prev, root, codec, epoch } = header;
  const context = header.context.map((head) => [head.device, head.seq, head.hash]);
  return JSON.stringify({
    v,
    kind,
    book,
    device,
    seq,
    events,
    commands,
    depth,
    context,
    prev,
    root,
    codec,
    epoch,
  });
};

export const bodyHashToSecondLine = (bodyHash: string): string => JSON.stringify({ bodyHash });

/** Undefined unless both lines are exactly what this version writes: a header has one spelling. */
export const parseHeader = (text: string): Header | undefined => {
  const lines = text.split('\n');
  if (lines.length !== 3 || lines[2] !== '') return undefined;
  try {
    const first = firstLine.safeParse(JSON.parse(lines[0]!));
    const second = secondLine.safeParse(JSON.parse(lines[1]!));
    if (!first.success || !second.success || first.data.commands > first.data.events) return undefined;
    const context = first.data.context.map(([device, seq, head]) => ({ device, seq, hash: head }));
    const header = { ...first.data, context, ...second.data } as unknown as Header;
    if (headerToFirstLine(header) !== lines[0] || bodyHashToSecondLine(header.bodyHash) !== lines[1])
      return undefined;
    return header;
  } catch {
    return undefined;
  }
};

export const lastSeq = (header: Header): number => header.seq + header.events - 1;
export const lastDepth = (header: Header): number => header.depth + header.commands - 1;
