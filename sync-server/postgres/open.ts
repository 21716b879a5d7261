import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import { maskSecrets } from '../mask.ts';
import { errorToWords } from './errors.ts';
import { OLDEST_POSTGRES } from './limits.ts';
import { createReader, createWriter, type Query, type Reader, type Writer } from './connections.ts';
import { bringForward, describeDatabase } from './versions.ts';

export type PostgresFailure = Failure<
  'data-unusable' | 'data-newer' | 'data-unfinished' | 'postgres-too-old'
>;

export interface Database {
  readonly writer: Writer;
  readonly reader: Reader;
  close(): Promise<void>;
}

/** `serve` refuses what is not whole yet, because a move into it is under way. */
export type Purpose = 'serve' | 'move';

/** Opens the database at `url`, makes or upgrades its tables, and refuses one that does not keep what it commits. */
export const openDatabase = async (
  url: string,
  purpose: Purpose = 'serve',
): Promise<Result<Database, PostgresFailure>> => {
  const [writer, reader] = [createWriter(url), createReader(url)];
  const close = async (): Promise<void> => {
    await Promise.all([writer.close(), reader.close()]);
  };
  const closeAnd = async <T>(result: T): Promise<T> => {
    await close();
    return result;
  };
  try {
    const failure =
      (await unfit(reader.query)) ??
      (await writer.transaction((query) => bringForward(query))) ??
      (purpose === 'serve' ? await unfinished(reader.query) : undefined);
    return failure ? await closeAnd(failure) : ok({ writer, reader, close });
  } catch (error) {
    return closeAnd(unusable(url, error));
  }
};

export const unusable = (url: string, error: unknown): Result<never, Failure<'data-unusable'>> => {
  const why = errorToWords(error);
  return fail('data-unusable', `The database ${maskSecrets(url)} cannot be used: ${why}.`, 'data');
};

const unfit = async (query: Query): Promise<Result<never, PostgresFailure> | undefined> => {
  const [settings] = await query<{ version: number; fsync: string }>(
    "SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync",
  );
  if (settings!.version < OLDEST_POSTGRES)
    return fail('postgres-too-old', 'The PostgreSQL server is older than 15: use a newer one.', 'data');
  return settings!.fsync === 'on'
    ? undefined
    : fail(
        'data-unusable',
        'The PostgreSQL server runs with fsync off: it would acknowledge what a power cut takes away. Turn it on.',
        'data',
      );
};

const unfinished = async (query: Query): Promise<Result<never, PostgresFailure> | undefined> => {
  const described = await describeDatabase(query);
  return described?.movingFrom === undefined
    ? undefined
    : fail(
        'data-unfinished',
        `The move from ${described.movingFrom} into this database did not come to its end: begin it again ("migrate", or "restore"), and start the server then.`,
        'data',
      );
};
