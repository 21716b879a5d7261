import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import { maskSecrets } from '../mask.ts';
import { createReader, createWriter, type Query, type Reader, type Writer } from './connections.ts';
import { MIGRATIONS, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** The oldest that is tried, as `server_version_num` tells it. */
const OLDEST = 150_000;
/** Any number, the same for all: who holds it changes the schema. */
const MIGRATING = 8_787_001;

export type PostgresFailure = Failure<'data-unusable' | 'postgres-too-old'>;

export interface Database {
  readonly writer: Writer;
  readonly reader: Reader;
  close(): Promise<void>;
}

/** Opens the database at `url`, makes or upgrades its tables, and refuses one that does not keep what it commits. */
export const openDatabase = async (url: string): Promise<Result<Database, PostgresFailure>> => {
  const [writer, reader] = [createWriter(url), createReader(url)];
  const close = async (): Promise<void> => {
    await Promise.all([writer.close(), reader.close()]);
  };
  const closeAnd = async <T>(result: T): Promise<T> => {
    await close();
    return result;
  };
  try {
    const failure = (await unfit(reader.query)) ?? (await writer.transaction(migrate));
    return failure ? await closeAnd(failure) : ok({ writer, reader, close });
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return closeAnd(
      fail('data-unusable', `The database ${maskSecrets(url)} cannot be used: ${why}.`, 'data'),
    );
  }
};

const unfit = async (query: Query): Promise<Result<never, PostgresFailure> | undefined> => {
  const [settings] = await query<{ version: number; fsync: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync",
  );
  if (settings!.version < OLDEST)
    return fail('postgres-too-old', 'The PostgreSQL server is older than 15: use a newer one.', 'data');
  return settings!.fsync === 'on'
    ? undefined
    : fail(
        'data-unusable',
        'The PostgreSQL server runs with fsync off: it would acknowledge what a power cut takes away. Turn it on.',
        'data',
      );
};

const migrate = async (query: Query): Promise<undefined> => {
  await query('SELECT pg_advisory_xact_lock($1)', [MIGRATING]);
  await query('CREATE TABLE IF NOT EXISTS daybook (version int NOT NULL)');
  const [row] = await query<{ version: number }>('SELECT version FROM daybook');
  const version = row?.version ?? 0;
  // A newer one has only added to what this one knows, so that both run side by side during an upgrade.
  for (const step of version === 0 ? [SCHEMA] : MIGRATIONS.slice(version - 1)) await query(step);
  if (version === 0) await query('INSERT INTO daybook VALUES ($1)', [SCHEMA_VERSION]);
  else if (version < SCHEMA_VERSION) await query('UPDATE daybook SET version = $1', [SCHEMA_VERSION]);
};
