import type { Head } from '../clock/head.ts';
import type { BookId, DeviceId, EpochId, SegmentHash } from '../kernel/ids.ts';
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

const HASH = '[0-9a-f]{64}';
const DEVICE = '[0-9a-f]{32}';
const NUMBER = '[1-9][0-9]{0,15}';
const ENTRY = `\\["${DEVICE}",${NUMBER},"${HASH}"\\]`;

/**
 * A header has one spelling, so its form is one pattern: nothing has to be parsed and written again to compare. Its
 * parts are in the order of the line; named groups would take four times as long.
 */
const FORM = new RegExp(
  `^\\{"v":${FORMAT},"kind":"(events|control)","book":"(${HASH}|)","device":"(${DEVICE})",` +
    `"seq":(${NUMBER}),"events":(${NUMBER}),"commands":(${NUMBER}),"depth":(${NUMBER}),` +
    `"context":\\[((?:${ENTRY}(?:,${ENTRY})*)?)\\],"prev":"(${HASH}|)","root":"(${HASH})",` +
    `"codec":"(plain|gzip|gzip\\+aes256gcm)","epoch":"(${HASH}|)"\\}\\n\\{"bodyHash":"(${HASH})"\\}\\n$`,
);

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

/** Undefined unless both lines are exactly what this version writes. */
export const parseHeader = (text: string): Header | undefined => {
  const parts = FORM.exec(text);
  if (!parts) return undefined;
  const header = {
    v: FORMAT,
    kind: parts[1],
    book: parts[2],
    device: parts[3],
    seq: Number(parts[4]),
    events: Number(parts[5]),
    commands: Number(parts[6]),
    depth: Number(parts[7]),
    context: textToContext(parts[8]!),
    prev: parts[9],
    root: parts[10],
    codec: parts[11],
    epoch: parts[12],
    bodyHash: parts[13],
  } as Header;
  return isWithinLimits(header) ? header : undefined;
};

const isWithinLimits = ({ seq, events, commands, depth, context }: Header): boolean =>
  commands <= events &&
  events <= MAX_EVENTS &&
  Number.isSafeInteger(seq) &&
  Number.isSafeInteger(depth) &&
  context.length <= MAX_CONTEXT &&
  context.every((head) => Number.isSafeInteger(head.seq));

/** The pattern has seen to its form. */
const textToContext = (text: string): readonly Head[] =>
  text === ''
    ? []
    : (JSON.parse(`[${text}]`) as [DeviceId, number, SegmentHash][]).map(([device, seq, hash]) => ({
        device,
        seq,
        hash,
      }));

export const lastSeq = (header: Header): number => header.seq + header.events - 1;
export const lastDepth = (header: Header): number => header.depth + header.commands - 1;
