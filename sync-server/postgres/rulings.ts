import type { BookId } from '../../src/kernel/ids.ts';
import { rowsToRulings, type Ruling, type RulingRow } from '../rulings/ruling.ts';
import type { Query } from './connections.ts';
import { RULED } from './schema.ts';

export const readRulings = async (query: Query): Promise<ReadonlyMap<BookId, Ruling>> =>
  rowsToRulings(
    await query<RulingRow>(
      `SELECT hash, standing, deletions, max_bytes AS "maxBytes", max_devices AS "maxDevices"
       FROM books WHERE ${RULED}`,
    ),
  );
