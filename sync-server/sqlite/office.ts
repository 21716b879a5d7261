import type { BookId } from '../../src/kernel/ids.ts';
import { ok, type Result } from '../../src/kernel/result.ts';
import type { Change, Office } from '../rulings/office.ts';
import { openBeside, type OpenFailure } from './open.ts';

/** Rows taken away in one transaction. */
const AT_A_TIME = 500;

/** In a database file, which a server may be writing to. */
export const openFileOffice = (file: string): Result<Office, OpenFailure> => {
  const opened = openBeside(file);
  if (!opened.ok) return opened;
  const database = opened.value;
  // What is taken away is overwritten in the file too.
  database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  const know = database.prepare('INSERT INTO books (hash) VALUES (?) ON CONFLICT DO NOTHING');
  const rule = database.prepare(
    `UPDATE books SET standing = coalesce($standing, standing),
       deletions = deletions + (coalesce($standing, '') = 'deleted' AND standing <> 'deleted'),
       max_bytes = iif($setsBytes, $maxBytes, max_bytes), max_devices = iif($setsDevices, $maxDevices, max_devices)
     WHERE hash = $book`,
  );
  const deleted = database.prepare("SELECT id FROM books WHERE hash = ? AND standing = 'deleted'");
  const segments = database.prepare(
    `DELETE FROM segments WHERE id IN (SELECT id FROM segments WHERE book = ? LIMIT ${AT_A_TIME})`,
  );
  const others = ['controls', 'heads', 'logs', 'uses'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE book = ?`),
  );
  const empty = database.prepare('UPDATE books SET bytes = 0 WHERE id = ?');

  const inTransaction = <T>(body: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      const value = body();
      database.exec('COMMIT');
      return value;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  return ok({
    rule: async (book, change) =>
      inTransaction(() => {
        know.run(book);
        rule.run(changeToParameters(book, change));
      }),
    erase: async (book) =>
      inTransaction(() => {
        const row = deleted.get(book) as { id: number } | undefined;
        if (!row) return false;
        if (Number(segments.run(row.id).changes) > 0) return true;
        for (const statement of others) statement.run(row.id);
        empty.run(row.id);
        return false;
      }),
    close: async () => database.close(),
  });
};

const changeToParameters = (book: BookId, { standing, maxBytes, maxDevices }: Change) => ({
  book,
  standing: standing ?? null,
  setsBytes: maxBytes === undefined ? 0 : 1,
  maxBytes: maxBytes ?? null,
  setsDevices: maxDevices === undefined ? 0 : 1,
  maxDevices: maxDevices ?? null,
});
