import { bytesToHex } from '../../src/kernel/bytes.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import type { Writer } from './log-builder.ts';

/** A segment of some 400 KB, for what is random does not shrink. */
export const writeLarge = (writer: Writer) => {
  const payload = Array.from({ length: 8 }, () => bytesToHex(systemRandom.bytes(50_000)));
  return writer.write([], { lines: ['{}', JSON.stringify(payload)] });
};
