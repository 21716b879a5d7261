import { fail, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Query } from './connections.ts';
import { SCHEMA } from './schema.ts';

/** Any number, the same for all: who holds it changes the schema. */
const MIGRATING = 8_787_001;

/** Of the tables that it makes. */
export const versionOf = ({ steps }: Pick<typeof SCHEMA, 'steps'>): number => 1 + steps.length;

/** What a database says of itself; undefined where there are no tables of ours. */
export interface Described {
  readonly version: number;
  /** The oldest version of the program that may go on beside it. */
  readonly oldest: number;
  /** While a move into it is under way, or was broken off: from where. */
  readonly movingFrom: string | undefined;
}

export const describeDatabase = async (query: Query): Promise<Described | undefined> => {
  const [there] = await query<{ is: boolean }>("SELECT to_regclass('daybook') IS NOT NULL AS is");
  if (!there?.is) return undefined;
  // As JSON: a version before this one had fewer columns.
  const [row] = await query<{ said: { version: number; oldest?: number; moving_from?: string | null } }>(
    'SELECT to_jsonb(d) AS said FROM daybook d',
  );
  return (
    row && {
      version: row.said.version,
      oldest: row.said.oldest ?? 1,
      movingFrom: row.said.moving_from ?? undefined,
    }
  );
};

export const refuseVersion = (
  { version, oldest }: Described,
  own: number = versionOf(SCHEMA),
): Result<never, Failure<'data-newer'>> | undefined =>
  own < oldest
    ? fail(
        'data-newer',
        `The database is of version ${version}, beside which programs from version ${oldest} can go on, and this one is of version ${own}: use the newer program.`,
        'data',
      )
    : undefined;

/** Makes the tables, or brings them forward, in one transaction; whoever else does so waits. */
export const bringForward = async (
  query: Query,
  schema = SCHEMA,
): Promise<Result<never, Failure<'data-newer'>> | undefined> => {
  await query('SELECT pg_advisory_xact_lock($1)', [MIGRATING]);
  const before = await describeDatabase(query);
  const refused = before && refuseVersion(before, versionOf(schema));
  if (refused) return refused;
  if (!before) {
    await query('CREATE TABLE daybook (version int NOT NULL)');
    await query(schema.make);
    await query('INSERT INTO daybook (version, oldest) VALUES ($1, $2)', [versionOf(schema), schema.oldest]);
  } else if (before.version < versionOf(schema)) {
    for (const step of schema.steps.slice(before.version - 1)) await query(step);
    await query('UPDATE daybook SET version = $1, oldest = $2', [versionOf(schema), schema.oldest]);
  }
  return undefined;
};
