import { bodyToByteLines, bodyToLines, hasLines, parseLines } from '../events/lines.ts';
import type { Event } from '../events/event.ts';
import { bytesToHex, utf8ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { EventName } from '../kernel/ids.ts';
import type { Crypto } from '../kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { gunzip } from './gunzip.ts';
import { headerToFirstLine } from './header.ts';
import { MAX_EVENT } from './limits.ts';
import { merkleRoot } from './merkle.ts';
import { linesToLeaves } from './seal.ts';
import type { Segment } from './segment.ts';

const NONCE = 12;

/** Why a body does not open; the segment is then set aside, and the log goes on (AS1). */
export type OpenFailure = Failure<'key-missing' | 'body-unreadable'>;

/** The events of a segment, in order, named and placed. `key` is that of the header's epoch. */
export const openSegment = async (
  segment: Segment,
  key: Bytes | undefined,
  crypto: Crypto,
): Promise<Result<readonly Event[], OpenFailure>> => {
  const raw = await rawBody(segment, key, crypto);
  return raw.ok ? rawToEvents(segment, raw.value, crypto) : raw;
};

const rawBody = async (
  segment: Segment,
  key: Bytes | undefined,
  crypto: Crypto,
): Promise<Result<Bytes, OpenFailure>> => {
  const { header, body } = segment;
  if (header.codec === 'plain') return ok(body);
  if (header.codec === 'gzip') return expanded(body);
  if (!key) return fail('key-missing', `The key of epoch ${header.epoch} is not on this device.`);
  const additional = utf8ToBytes(headerToFirstLine(header));
  const packed = await crypto.decrypt(key, body.subarray(0, NONCE), body.subarray(NONCE), additional);
  return packed ? expanded(packed) : unreadable('it was not written with the key of its epoch');
};

const expanded = (packed: Bytes): Result<Bytes, OpenFailure> => {
  const raw = gunzip(packed);
  return raw ? ok(raw) : unreadable('it is not gzip, or expands beyond what it claims or a segment may hold');
};

const unreadable = (why: string) => fail('body-unreadable', `The body does not open: ${why}.`);

const rawToEvents = (segment: Segment, raw: Bytes, crypto: Crypto): Result<readonly Event[], OpenFailure> => {
  const { header, hash } = segment;
  const lines = hasLines(raw, 2 * header.events) ? bodyToLines(raw) : undefined;
  if (!lines) return unreadable('it does not hold the events it promises');
  const leaves = linesToLeaves(bodyToByteLines(raw), crypto);
  if (bytesToHex(merkleRoot(leaves, crypto.sha256)) !== header.root)
    return unreadable('its root is not the one signed');
  const events: Event[] = [];
  let depth = header.depth - 1;
  for (let i = 0; i < leaves.length; i++) {
    const [envelopeLine, payloadLine] = [lines[2 * i]!, lines[2 * i + 1]!];
    if (envelopeLine.length + payloadLine.length > MAX_EVENT) return unreadable('an event is too large');
    const parsed = parseLines(envelopeLine, payloadLine);
    if (!parsed.ok) return unreadable(parsed.error.message);
    const { envelope, payload } = parsed.value;
    if (envelope.command !== events[i - 1]?.command || envelope.aggregate !== events[i - 1]?.aggregate)
      depth++;
    const place = { depth, device: header.device, segment: hash, seq: header.seq + i };
    events.push({ ...envelope, payload, place, name: bytesToHex(leaves[i]!) as EventName });
  }
  return depth === header.depth + header.commands - 1
    ? ok(events)
    : unreadable('it does not hold the commands it promises');
};
