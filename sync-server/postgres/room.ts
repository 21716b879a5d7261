import type { Writer } from './connections.ts';
import { isDiskFull } from './errors.ts';

const BYTES = 256 * 1024;

class Undone extends Error {}

/** Writes a row as large as many segments, and takes it back. */
export const hasRoom = async (writer: Writer): Promise<boolean> => {
  try {
    return await writer.transaction(async (query) => {
      const [book] = await query<{ id: number }>(
        "INSERT INTO books (hash) VALUES ('room ' || gen_random_uuid()) RETURNING id",
      );
      await query('INSERT INTO logs VALUES ($1, $2, $3)', [book!.id, 'room', Buffer.alloc(BYTES)]);
      throw new Undone();
    });
  } catch (error) {
    if (error instanceof Undone) return true;
    if (isDiskFull(error)) return false;
    throw error;
  }
};
