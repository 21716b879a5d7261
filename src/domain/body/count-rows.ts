/**
 * How many rows the columns of an Automerge change stand for, at most: runs are told by their length, so two hundred
 * bytes may stand for ten million operations, and reading them for gigabytes
 * (https://automerge.org/automerge-binary-format-spec/). NaN where the bytes are no change.
 */
export const countRows = (bytes: Uint8Array): number => {
  const reader = readerOf(bytes, HEAD);
  reader.number(); // The length of what follows.
  reader.skip(HASH * reader.number());
  reader.skip(reader.number()); // The actor.
  for (let i = 0; i < 3; i++) reader.number(); // Its number, the first operation's, the time.
  reader.skip(reader.number()); // The message.
  for (let others = reader.number(); others > 0; others--) reader.skip(reader.number());
  const columns: { readonly type: number; readonly length: number }[] = [];
  for (let left = reader.number(); left > 0; left--)
    columns.push({ type: reader.number() & TYPE, length: reader.number() });
  let most = 0;
  for (const { type, length } of columns) {
    const end = reader.at() + length;
    if (type === RAW) reader.skip(length);
    else most = Math.max(most, rowsUntil(end, reader, type));
    reader.skip(end - reader.at());
  }
  return reader.isWithin() ? most : Number.NaN;
};

/** Magic bytes, checksum and kind of chunk. */
const HEAD = 9;
const HASH = 32;
/** Bits of a column's name that say how it is written. */
const TYPE = 7;
const [BOOLEAN, TEXT, RAW] = [4, 5, 7];

const rowsUntil = (end: number, reader: Reader, type: number): number => {
  let rows = 0;
  while (reader.at() < end) rows += type === BOOLEAN ? reader.number() : runOf(reader, type);
  return rows;
};

/** Rows of one run: of one value repeated, of values that differ, or of none. */
const runOf = (reader: Reader, type: number): number => {
  const length = reader.signed();
  if (length === 0) return reader.number();
  for (let values = length > 0 ? 1 : -length; values > 0 && reader.isWithin(); values--)
    if (type === TEXT) reader.skip(reader.number());
    else reader.number();
  return Math.abs(length);
};

interface Reader {
  at(): number;
  isWithin(): boolean;
  skip(count: number): void;
  /** LEB128; beyond the end it is 0. */
  number(): number;
  signed(): number;
}

const readerOf = (bytes: Uint8Array, from: number): Reader => {
  let at = from;
  let bits = 0;
  const number = (): number => {
    let value = 0;
    let factor = 1;
    bits = 0;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      factor *= 128;
      bits += 7;
      if (byte < 128) return value;
    }
  };
  return {
    at: () => at,
    isWithin: () => at <= bytes.length,
    skip: (count) => {
      at += count;
    },
    number,
    signed: () => {
      const value = number();
      return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
    },
  };
};
