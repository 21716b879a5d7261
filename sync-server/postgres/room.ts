import type { Writer } from './connections.ts';
import { isDiskFull } from './errors.ts';

/** More than one commit takes, as a rule, so that the first one after a full disk does not find it full again. */
const BYTES = 1024 * 1024;

class Undone extends Error {}

/** Writes a row as large as many segments, and takes it back. */
export const hasRoom = async (writer: Writer): Promise<boolean> => {
  try {
    return await writer.transaction(async (query) => {
      const [book] = await query<{ id: number }>(
        "INSERT INTO books (hash) VALUES ('room ' || gen_random_uuid()) RETURNING id",
      );
      // Among segments, whose bytes alone PostgreSQL does not try to make smaller.
      await query(
        `INSERT INTO segments (book, device, hash, prev, first_seq, last_seq, first_depth, last_depth, verified, control, bytes)
         VALUES ($1, 'room', 'room', '', 1, 1, 1, 1, false, false, $2)`,
        [book!.id, Buffer.alloc(BYTES)],
      );
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Undone) return true;
    if (isDiskFull(error)) return false;
    throw error;
  }
};
