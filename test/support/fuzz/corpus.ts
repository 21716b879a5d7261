/** The frames that fuzzing starts from: valid ones, and whatever has once been found to do harm. */
import { readdirSync, readFileSync } from 'node:fs';
import { base64ToBytes, type Bytes } from '../../../src/kernel/bytes.ts';
import type { BookId, DeviceId } from '../../../src/kernel/ids.ts';
import type { SigningKeys } from '../../../src/kernel/ports.ts';
import type { Frame } from './mutate.ts';

const FOLDER = 'test/corpus';

export const readCorpus = (): readonly Frame[] =>
  readdirSync(`${FOLDER}/frames`)
    .toSorted()
    .map((name) => {
      const bytes = readFileSync(`${FOLDER}/frames/${name}`);
      return name.endsWith('.txt') ? bytes.toString('utf8') : new Uint8Array(bytes);
    });

export interface CorpusBook {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly signing: SigningKeys;
  /** The first segments of the founder's log; the frames hold what follows. */
  readonly log: readonly Bytes[];
}

/** The book that the frames are about, with its founder's keys. */
export const readCorpusBook = (): CorpusBook => {
  const { book, device, privateKey, publicKey, log } = JSON.parse(
    readFileSync(`${FOLDER}/book.json`, 'utf8'),
  ) as Record<'book' | 'device' | 'privateKey' | 'publicKey', string> & { readonly log: readonly string[] };
  return {
    book: book as BookId,
    device: device as DeviceId,
    signing: { privateKey: base64ToBytes(privateKey)!, publicKey: base64ToBytes(publicKey)! },
    log: log.map((text) => base64ToBytes(text)!),
  };
};
