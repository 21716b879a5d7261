import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { Have } from './protocol.ts';

const OPENING = '{"type":"have","heads":[';
const ENDING = '],"unknown":[]}';
const DEVICE = 32;
const HASH = 64;
/** Of a number with no more digits every one has one spelling, and no neighbour that it could be taken for. */
const MOST_DIGITS = 15;

/**
 * The message that comes most, in the spelling that `messageToFrame` gives it. Undefined for whatever else it is: a
 * `have` in parts, one with hashes unknown, one that is malformed. These are the schema's, which takes ten times as long.
 */
export const readPlainHave = (frame: string, most: number): Have | undefined => {
  if (!frame.startsWith(OPENING) || !frame.endsWith(ENDING)) return undefined;
  const end = frame.length - ENDING.length;
  const heads: Head[] = [];
  let at = OPENING.length;
  while (at < end) {
    const device = at + 2;
    const seq = device + DEVICE + 2;
    const seqEnd = endOfDigits(frame, seq);
    const hash = seqEnd + 2;
    const after = hash + HASH + 2;
    const isHead =
      heads.length < most &&
      frame.startsWith('["', at) &&
      isHex(frame, device, DEVICE) &&
      frame.startsWith('",', device + DEVICE) &&
      isNumber(frame, seq, seqEnd) &&
      frame.startsWith(',"', seqEnd) &&
      isHex(frame, hash, HASH) &&
      frame.startsWith('"]', hash + HASH) &&
      (after === end || (after < end && frame[after] === ','));
    if (!isHead) return undefined;
    heads.push({
      device: frame.slice(device, device + DEVICE) as DeviceId,
      seq: Number(frame.slice(seq, seqEnd)),
      hash: frame.slice(hash, hash + HASH) as SegmentHash,
    });
    at = after === end ? end : after + 1;
  }
  // A comma with nothing behind it.
  return frame[end - 1] === ',' ? undefined : { type: 'have', heads, unknown: [] };
};

const ZERO = 48;
const NINE = 57;
const SMALL_A = 97;
const SMALL_F = 102;

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

const isHex = (text: string, from: number, length: number): boolean => {
  for (let at = from; at < from + length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && !(code >= SMALL_A && code <= SMALL_F)) return false;
  }
  return true;
};

const endOfDigits = (text: string, from: number): number => {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
};

const isNumber = (text: string, from: number, end: number): boolean =>
  end > from && end - from <= MOST_DIGITS && text.charCodeAt(from) !== ZERO;
