import { ok, type Result } from '../../src/kernel/result.ts';
import type { Office } from '../rulings/office.ts';
import { openDatabase, type PostgresFailure, type Purpose } from './open.ts';

/** Rows taken away in one transaction. */
const AT_A_TIME = 2_000;

/** In a database, which any number of nodes may be using. */
export const openDatabaseOffice = async (
  url: string,
  purpose?: Purpose,
): Promise<Result<Office, PostgresFailure>> => {
  const opened = await openDatabase(url, purpose);
  if (!opened.ok) return opened;
  const { writer } = opened.value;
  return ok({
    rule: (book, { standing, maxBytes, maxDevices }) =>
      writer.transaction(async (query) => {
        await query('INSERT INTO books (hash) VALUES ($1) ON CONFLICT DO NOTHING', [book]);
        // The row that each writer locks: whoever comes behind reads it as it is now.
        await query(
          `UPDATE books SET standing = coalesce($2, standing),
             deletions = deletions + (coalesce($2, '') = 'deleted' AND standing <> 'deleted')::int,
             max_bytes = CASE WHEN $3 THEN $4 ELSE max_bytes END,
             max_devices = CASE WHEN $5 THEN $6 ELSE max_devices END
           WHERE hash = $1`,
          [book, standing, maxBytes !== undefined, maxBytes, maxDevices !== undefined, maxDevices],
        );
      }),
    erase: (book) =>
      writer.transaction(async (query) => {
        const [row] = await query<{ id: number }>(
          "SELECT id FROM books WHERE hash = $1 AND standing = 'deleted' FOR UPDATE",
          [book],
        );
        if (!row) return false;
        const gone = await query(
          `DELETE FROM segments WHERE id IN (SELECT id FROM segments WHERE book = $1 LIMIT ${AT_A_TIME}) RETURNING id`,
          [row.id],
        );
        if (gone.length > 0) return true;
        for (const table of ['heads', 'logs', 'uses'])
          await query(`DELETE FROM ${table} WHERE book = $1`, [row.id]);
        await query('UPDATE books SET bytes = 0 WHERE id = $1', [row.id]);
        return false;
      }),
    close: () => opened.value.close(),
  });
};
