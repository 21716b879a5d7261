import type { Query } from './connections.ts';

/** From here on no server starts on the database, until the move is finished. */
export const markMove = async (query: Query, from: string): Promise<void> => {
  await query('UPDATE daybook SET moving_from = $1', [from]);
};

export const finishMove = async (query: Query): Promise<void> => {
  await query('UPDATE daybook SET moving_from = NULL');
};

/** Has somebody else made tables where ours would be? */
export const holdsOthers = async (query: Query): Promise<boolean> => {
  const [row] = await query<{ others: boolean }>(
    `SELECT to_regclass('daybook') IS NULL AND EXISTS (
       SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
     ) AS others`,
  );
  return row!.others;
};
