import { bytesToHex, type Bytes } from '../../src/kernel/bytes.ts';

/** Bytes as they may be met in text: of base64 at each place that they can begin at. */
export const spellings = (bytes: Uint8Array): readonly string[] => {
  const plain = new Uint8Array(bytes);
  const base64 = [0, 1, 2].map((skipped) => Buffer.from(plain.subarray(skipped)).toString('base64'));
  return [
    bytesToHex(plain as Bytes),
    ...base64.flatMap((text) => [
      text.slice(0, -4),
      text.slice(0, -4).replaceAll('+', '-').replaceAll('/', '_'),
    ]),
    [...plain].join(','),
  ];
};

/** Sixteen bytes are as much as is needed to know them again. */
export const partsOf = (bytes: Uint8Array): readonly string[] => {
  const parts: string[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 16) parts.push(...spellings(bytes.subarray(at, at + 16)));
  return parts;
};
