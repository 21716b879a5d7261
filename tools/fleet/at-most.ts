import { Transform } from 'node:stream';

/** Lets so many bytes through and then fails: what a compressed file expands to is not known before. */
export const atMost = (bytes: number, file: string): Transform => {
  let left = bytes;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(new Error(`${file} holds more than ${bytes} bytes, which is too much at once.`));
      else done(null, chunk);
    },
  });
};
