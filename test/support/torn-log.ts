/** What a kill or a power cut in the middle of a write leaves of Chromium's IndexedDB on disk. */
import { appendFileSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** LevelDB's log is written in blocks, and no record of this kind reaches into the next. */
const BLOCK = 32_768;
/** Before each record: a checksum, the record's length, its kind. */
const HEADER = 7;
const WHOLE_RECORD = 1;
/** Of the record that is cut off after its header. */
const LENGTH = 1000;

/** Leaves the start of a record at the end of each log of the profile; answers of how many. No browser may run on it. */
export const tearLogs = (profile: string): number => {
  const logs = globSync(join(profile, 'Default/IndexedDB/*.leveldb/*.log'));
  for (const log of logs) {
    const left = BLOCK - (statSync(log).size % BLOCK);
    const filler = left < HEADER + LENGTH ? left : 0;
    const torn = Buffer.alloc(filler + HEADER + 1);
    torn.writeUInt16LE(LENGTH, filler + 4);
    torn.writeUInt8(WHOLE_RECORD, filler + 6);
    appendFileSync(log, torn);
  }
  return logs.length;
};
