import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync, type DatabaseSyncOptions } from 'node:sqlite';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import { MIGRATIONS, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** Versions before it can damage a database when the WAL is reset (https://sqlite.org/wal.html#walresetbug). */
const OLDEST_SQLITE = [3, 51, 3] as const;
/** Its name in the data folder. */
export const DATABASE = 'daybook.db';
const LOCK = 'daybook.lock';
const LOCK_WAIT_MS = 250;
/** Who rules of books writes to the database beside the server, for milliseconds at a time. */
const WRITE_WAIT_MS = 10_000;

export type OpenFailure = Failure<
  'data-unusable' | 'data-in-use' | 'data-older' | 'data-newer' | 'sqlite-too-old'
>;

export interface Databases {
  readonly writer: DatabaseSync;
  /** A second connection, so that what is read is never what is still being committed. */
  readonly reader: DatabaseSync;
  readonly close: () => void;
}

/** Opens or makes the database under `folder`, for this process alone. */
export const openDatabases = (folder: string): Result<Databases, OpenFailure> => {
  const place = resolve(folder);
  const opened: DatabaseSync[] = [];
  const open = (name: string, timeout = WRITE_WAIT_MS): DatabaseSync => {
    const database = new DatabaseSync(join(place, name), { timeout });
    opened.push(database);
    return database;
  };
  const close = (): void => opened.toReversed().forEach((database) => database.close());
  try {
    makeFolder(place);
    if (!lockFolder(open(LOCK, LOCK_WAIT_MS))) return closeAnd(close, inUse(place));
    const writer = open(DATABASE);
    const failure = prepare(writer, place);
    if (failure) return closeAnd(close, failure);
    const reader = open(DATABASE);
    reader.exec('PRAGMA query_only = 1');
    return ok({ writer, reader, close });
  } catch (error) {
    return closeAnd(close, unusable(place, error));
  }
};

const inUse = (place: string): Result<never, OpenFailure> =>
  fail('data-in-use', `Another sync server is using the data folder ${place}.`, 'data');

const unusable = (place: string, error: unknown): Result<never, OpenFailure> =>
  fail('data-unusable', `The data folder ${place} cannot be used: ${(error as Error).message}.`, 'data');

/** Keeps servers away from the folder until the returned function is called. */
export const lockData = (folder: string): Result<() => void, OpenFailure> => {
  const place = resolve(folder);
  try {
    const lock = new DatabaseSync(join(place, LOCK), { timeout: LOCK_WAIT_MS });
    return lockFolder(lock) ? ok(() => lock.close()) : closeAnd(() => lock.close(), inUse(place));
  } catch (error) {
    return unusable(place, error);
  }
};

/** Opens one that is there for reading, also while a server writes to it. */
export const openForReading = (file: string): Result<DatabaseSync, OpenFailure> =>
  openThere(file, { readOnly: true });

/** Opens one that is there for writing beside a server: each transaction is to be short. */
export const openBeside = (file: string): Result<DatabaseSync, OpenFailure> =>
  existsSync(file)
    ? openThere(file, { timeout: WRITE_WAIT_MS })
    : fail('data-unusable', `There is no database ${file}.`);

const openThere = (file: string, options: DatabaseSyncOptions): Result<DatabaseSync, OpenFailure> => {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (!there) return fail('data-unusable', `The database ${file} cannot be read: there is no such file.`);
    if (there.isDirectory())
      return fail(
        'data-unusable',
        `${file} is a folder, and a database, or a backup of one, is a file: name the file.`,
      );
    const database = new DatabaseSync(file, options);
    const version = readVersion(database);
    if (version === SCHEMA_VERSION) return ok(database);
    database.close();
    const why = `is of version ${version}, and this program reads version ${SCHEMA_VERSION}`;
    return version < SCHEMA_VERSION
      ? fail('data-older', `The database ${file} ${why}: start the server of this version once.`)
      : fail('data-newer', `The database ${file} ${why}: use the newer program.`);
  } catch (error) {
    return fail('data-unusable', `The database ${file} cannot be read: ${(error as Error).message}.`);
  }
};

const readVersion = (database: DatabaseSync): number =>
  (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;

/** Folder by folder: Node's own way of making the parents too runs for ever where the system takes none (/proc). */
export const makeFolder = (place: string): void => {
  if (existsSync(place)) return;
  makeFolder(dirname(place));
  mkdirSync(place, { mode: 0o700 });
};

const closeAnd = <T>(close: () => void, result: T): T => {
  close();
  return result;
};

/** A lock of the operating system, by way of a database of its own: it goes when the process goes, however it does. */
const lockFolder = (database: DatabaseSync): boolean => {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === 5) return false;
    throw error;
  }
};

const prepare = (database: DatabaseSync, place: string): Result<never, OpenFailure> | undefined => {
  const { sqlite } = database.prepare('SELECT sqlite_version() AS sqlite').get() as { sqlite: string };
  if (!isNewEnough(sqlite))
    return fail(
      'sqlite-too-old',
      `SQLite ${sqlite} can damage databases: ${OLDEST_SQLITE.join('.')} or newer is needed.`,
    );
  const version = readVersion(database);
  if (version > SCHEMA_VERSION)
    return fail(
      'data-newer',
      `The database in ${place} was written by a newer version of the sync server (${version}, this one knows ${SCHEMA_VERSION}).`,
      'data',
    );
  // Not before: what a newer version wrote is left as it is, to the byte.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  if (version < SCHEMA_VERSION) {
    const steps = version === 0 ? [SCHEMA] : MIGRATIONS.slice(version - 1);
    database.exec(`BEGIN; ${steps.join('')} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  }
  return undefined;
};

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor, wantedPatch] = OLDEST_SQLITE;
  return major !== wantedMajor
    ? major > wantedMajor
    : minor !== wantedMinor
      ? minor > wantedMinor
      : patch >= wantedPatch;
};
