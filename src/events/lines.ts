import type { Random, Sha256 } from '../kernel/ports.ts';
import type { Bytes } from '../kernel/bytes.ts';
import { bytesToHex, bytesToUtf8, utf8ToBytes } from '../kernel/bytes.ts';
import { AGGREGATE, HASH, SHORT_ID, type EventName } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { eventName } from './leaf.ts';
import type { Draft, Envelope, JsonObject } from './event.ts';

/** One event as it is stored: two lines of JSON without their newlines, and the name they give it. */
export interface Lines {
  readonly envelope: string;
  readonly payload: string;
  readonly name: EventName;
}

export const MAX_OVER = 1024;
const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/;
const TYPE = /^[a-z]{1,16}\.[a-z-]{1,32}$/;
export const MAX_ACTOR = 128;

/**
 * The lines of one event. The salt keeps a redacted payload from being guessed from its hash; it is drawn for
 * each event, so equal payloads have different names.
 */
export const draftToLines = (
  draft: Draft,
  about: Pick<Envelope, 'aggregate' | 'command' | 'actor' | 'at'>,
  random: Random,
  sha256: Sha256,
): Lines => {
  const { aggregate, command, actor, at } = about;
  const over = draft.over?.length ? { over: draft.over } : {};
  const envelope = JSON.stringify({ v: draft.v, type: draft.type, aggregate, command, actor, at, ...over });
  const payload = JSON.stringify({ ...draft.payload, salt: bytesToHex(random.bytes(16)) });
  return { envelope, payload, name: eventName(utf8ToBytes(envelope), utf8ToBytes(payload), sha256) };
};

const isEnvelope = (value: unknown): value is Envelope => {
  const e = value as Envelope;
  return (
    typeof value === 'object' &&
    value !== null &&
    Number.isSafeInteger(e.v) &&
    e.v >= 1 &&
    typeof e.type === 'string' &&
    TYPE.test(e.type) &&
    typeof e.aggregate === 'string' &&
    AGGREGATE.test(e.aggregate) &&
    typeof e.command === 'string' &&
    SHORT_ID.test(e.command) &&
    typeof e.actor === 'string' &&
    e.actor.length <= MAX_ACTOR &&
    typeof e.at === 'string' &&
    AT.test(e.at) &&
    // No others: one named like what the fold adds (`copy`, `place`) would be taken for it.
    Object.keys(e).length === (e.over === undefined ? 6 : 7) &&
    (e.over === undefined ||
      (Array.isArray(e.over) &&
        e.over.length <= MAX_OVER &&
        e.over.every((name) => typeof name === 'string' && HASH.test(name))))
  );
};

/** Deeper than any payload, and shallow enough for every parser's stack, so that all devices give the same verdict. */
const MAX_NESTING = 32;

const isShallow = (value: object, levels: number): boolean => {
  if (levels === 0) return false;
  for (const one of Object.values(value))
    if (typeof one === 'object' && one !== null && !isShallow(one, levels - 1)) return false;
  return true;
};

/** Has the object in this line others in it? Most have none, and need not be walked. */
const isNested = (line: string): boolean => line.includes('{', 1) || line.includes('[', 1);

/**
 * Every line is exactly what `JSON.stringify` gives for its value, so a line has one reading: no duplicate keys,
 * no white space, no second spelling that another parser would take differently.
 */
export const parseLine = (line: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    if (isNested(line) && !isShallow(value, MAX_NESTING)) return undefined;
    return JSON.stringify(value) === line ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
};

export type LineFailure = Failure<'line-invalid'>;

export interface ParsedLines {
  readonly envelope: Envelope;
  readonly payload: JsonObject;
}

export const parseLines = (envelopeLine: string, payloadLine: string): Result<ParsedLines, LineFailure> => {
  const envelope = parseLine(envelopeLine);
  if (!isEnvelope(envelope))
    return fail('line-invalid', 'An envelope line is not what an event starts with.');
  const payload = parseLine(payloadLine);
  if (!payload) return fail('line-invalid', 'A payload line is not one JSON object in its plain form.');
  return ok({ envelope, payload });
};

const NEWLINE = 10;

/** Has a body so many lines? Asked before it is cut: a few thousand bytes can expand to millions of lines. */
export const hasLines = (body: Bytes, count: number): boolean => {
  let lines = 0;
  let at = body.indexOf(NEWLINE);
  for (; at >= 0 && lines <= count; at = body.indexOf(NEWLINE, at + 1)) lines++;
  return lines === count;
};

/** Cuts a body into lines; every line, the last one too, ends in a newline. Undefined when it does not. */
export const bodyToLines = (body: Bytes): readonly string[] | undefined => {
  if (body.length === 0 || body[body.length - 1] !== NEWLINE) return undefined;
  try {
    const lines = bytesToUtf8(body).split('\n');
    lines.pop();
    return lines;
  } catch {
    return undefined;
  }
};

/** The same lines as bytes, views into `body`: what is hashed is what was stored, and need not be encoded again. */
export const bodyToByteLines = (body: Bytes): readonly Bytes[] => {
  const lines: Bytes[] = [];
  for (let at = 0, end = body.indexOf(NEWLINE); end >= 0; at = end + 1, end = body.indexOf(NEWLINE, at))
    lines.push(body.subarray(at, end));
  return lines;
};
