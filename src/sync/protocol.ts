import { z } from 'zod';
import type { Head } from '../clock/head.ts';
import { parseLine } from '../events/lines.ts';
import { utf8ToBytes, type Bytes } from '../kernel/bytes.ts';
import { HASH, SHORT_ID, type BookId, type DeviceId, type SegmentHash } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { MAX_SEGMENT } from '../log/limits.ts';
import { runToSegments, segmentsToRun } from '../log/run.ts';
import { readPlainHave } from './plain-have.ts';

export const PROTOCOL = 1;
/** Bytes of segments in one frame; one segment alone may be larger. */
export const FRAME_BYTES = 512 * 1024;
export const MAX_FRAME = MAX_SEGMENT + FRAME_BYTES;
/** Heads in one message; a side that has more tells them in parts. */
export const MAX_HEADS = 4096;
/** Beyond it heads are left out: their logs are then sent and recognised again and again, and nothing else suffers. */
export const MAX_PARTS = 16;
/** Control segments that prove a membership: genesis, then invitation and enrolment in turn. */
export const MAX_PROOF = 64;

export const hash = z.string().regex(HASH);
export const device = z.string().regex(SHORT_ID);
export const nonce = z.string().regex(HASH);
export const base64 = z.string().regex(/^[\w-]+$/);
export const head = z.tuple([device, z.int().min(1), hash]);
const heads = z.array(head).max(MAX_HEADS);
const part = z.tuple([z.int().min(0), z.int().min(2).max(MAX_PARTS)]).refine(([index, of]) => index < of);
export const text = z.string().max(500);

/** Frames of text. Segments travel as frames of bytes: a run and nothing else. */
const message = z.discriminatedUnion('type', [
  /** Device → server, first. */
  z.strictObject({ type: z.literal('hello'), protocol: z.int(), book: hash, device, nonce }),
  /** Server → device: sign `challengeMessage` of these. */
  z.strictObject({ type: z.literal('challenge'), nonce, origin: z.string().max(300) }),
  /** Device → server: the signature, and the control segments (each base64url) that show its membership. */
  z.strictObject({
    type: z.literal('prove'),
    signature: base64.length(86),
    proof: z.array(base64.max(262_144)).max(MAX_PROOF),
  }),
  /** Server → device: let in. `time` is the server's wall clock in milliseconds, to show skew by. */
  z.strictObject({ type: z.literal('welcome'), time: z.number() }),
  /**
   * Both ways: all that is durably stored here, after each commit (so it is the acknowledgement too); `unknown` are
   * heads of the other's that are not known here: the sign by which a fork is found out. `part` is `[index, of]` where
   * there are more than one message holds; what is told counts once all parts have come.
   */
  z.strictObject({
    type: z.literal('have'),
    heads,
    unknown: z.array(hash).max(MAX_HEADS),
    part: part.optional(),
  }),
  /** A segment that was not taken, and why: it is not sent again on this connection. */
  z.strictObject({ type: z.literal('refused'), segment: hash, code: z.string().max(64), message: text }),
  /** The connection ends; `retry` says whether trying again can help, by itself or once somebody has done something. */
  z.strictObject({ type: z.literal('stop'), code: z.string().max(64), message: text, retry: z.boolean() }),
]);

export interface Have {
  readonly type: 'have';
  readonly heads: readonly Head[];
  readonly unknown: readonly SegmentHash[];
  readonly part?: readonly [index: number, of: number];
}

type Wire = z.infer<typeof message>;
export type Message =
  | Exclude<Wire, { type: 'have' | 'hello' | 'refused' }>
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly book: BookId;
      readonly device: DeviceId;
      readonly nonce: string;
    }
  | Have
  | {
      readonly type: 'refused';
      readonly segment: SegmentHash;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'segments'; readonly segments: readonly Bytes[] };

export type FrameFailure = Failure<'frame-malformed'>;

export const messageToFrame = (value: Message): string | Bytes => {
  if (value.type === 'segments') return segmentsToRun(value.segments);
  if (value.type !== 'have') return JSON.stringify(value);
  return JSON.stringify({ ...value, heads: value.heads.map((head) => [head.device, head.seq, head.hash]) });
};

export const frameToMessage = (frame: string | Bytes): Result<Message, FrameFailure> => {
  // A server limits what it receives before; a browser hands over whatever has come.
  if (frame.length > MAX_FRAME) return fail('frame-malformed', 'A frame is larger than any may be.');
  if (typeof frame !== 'string') {
    const segments = runToSegments(frame);
    return segments.ok
      ? ok({ type: 'segments', segments: segments.value })
      : fail('frame-malformed', segments.error.message);
  }
  const have = readPlainHave(frame, MAX_HEADS);
  return have ? ok(have) : textToMessage(frame);
};

/** By the schema alone. */
export const textToMessage = (frame: string): Result<Message, FrameFailure> => {
  const json = parseLine(frame);
  if (!json) return fail('frame-malformed', 'A frame of text is not one JSON object in its plain form.');
  const parsed = message.safeParse(json);
  if (!parsed.success)
    return fail('frame-malformed', `A message is malformed at ${parsed.error.issues[0]?.path.join('.')}.`);
  if (parsed.data.type !== 'have') return ok(parsed.data as Message);
  const list = parsed.data.heads.map(([of, seq, at]) => ({ device: of, seq, hash: at }));
  return ok({ ...parsed.data, heads: list } as unknown as Message);
};

/** What a device signs to prove its key: bound to the server, the book and both nonces, so it is worth nothing elsewhere. */
export const challengeMessage = (
  origin: string,
  book: BookId,
  deviceNonce: string,
  serverNonce: string,
): Bytes => utf8ToBytes(`daybook challenge v1\n${[origin, book, deviceNonce, serverNonce].join('\n')}`);
