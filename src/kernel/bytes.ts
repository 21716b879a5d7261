/** Byte strings over an ArrayBuffer of their own: what WebCrypto, IndexedDB and sockets all take. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8ToBytes = (text: string): Bytes => encoder.encode(text);

/** Throws a TypeError on invalid UTF-8: a log line is text or it is refused. */
export const bytesToUtf8 = (bytes: Uint8Array): string => strict.decode(bytes);

const DIGITS = utf8ToBytes('0123456789abcdef');
/** Bytes written as hex in one call: more arguments than this would be too many for a function. */
const HEX_AT_ONCE = 4096;

/** By way of character codes: text put together digit by digit costs ten times the memory, for every event's name. */
export const bytesToHex = (bytes: Uint8Array): string => {
  if (bytes.length > HEX_AT_ONCE)
    return bytesToHex(bytes.subarray(0, HEX_AT_ONCE)) + bytesToHex(bytes.subarray(HEX_AT_ONCE));
  const codes: number[] = [];
  for (const byte of bytes) codes.push(DIGITS[byte >> 4]!, DIGITS[byte & 15]!);
  return String.fromCharCode(...codes);
};

const digitAt = (hex: string, at: number): number => {
  const code = hex.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
};

/** `hex` must have been validated as lowercase hex of even length. */
export const hexToBytes = (hex: string): Bytes => {
  const bytes = new Uint8Array(hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = 16 * digitAt(hex, 2 * i) + digitAt(hex, 2 * i + 1);
  return bytes;
};

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SEXTETS = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** Base64url without padding (RFC 4648, section 5): keys in links, Automerge changes in payloads. */
export const bytesToBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    const quartet = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63];
    const letters = Math.min(4, bytes.length - i + 1);
    for (let j = 0; j < letters; j++) text += ALPHABET[quartet[j]!];
  }
  return text;
};

/** Undefined when `text` is not base64url. */
export const base64ToBytes = (text: string): Bytes | undefined => {
  if (text.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of text) {
    const value = SEXTETS.get(letter);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at++] = (bits >> held) & 0xff;
    }
  }
  return bytes;
};

export const concatBytes = (...parts: readonly Uint8Array[]): Bytes => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

export const readUint32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;

export const uint32ToBytes = (value: number): Bytes =>
  new Uint8Array([value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]);

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
