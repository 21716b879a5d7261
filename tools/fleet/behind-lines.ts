import { Transform } from 'node:stream';

const NEWLINE = 10;

/** Lets through what follows so many lines. */
export const behindLines = (count: number): Transform => {
  let left = count;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      let from = 0;
      while (left > 0 && from >= 0) {
        const end = chunk.indexOf(NEWLINE, from);
        from = end + 1;
        if (end < 0) break;
        left -= 1;
      }
      done(null, left > 0 ? undefined : chunk.subarray(from));
    },
  });
};
