const FULL = 13;

interface SqliteError {
  readonly code: 'ERR_SQLITE_ERROR';
  /** SQLite's extended result code; its low byte is the kind. */
  readonly errcode: number;
}

const asSqliteError = (error: unknown): SqliteError | undefined =>
  (error as Partial<SqliteError> | undefined)?.code === 'ERR_SQLITE_ERROR'
    ? (error as SqliteError)
    : undefined;

export const isOfDatabase = (error: unknown): boolean => asSqliteError(error) !== undefined;

export const isDiskFull = (error: unknown): boolean => ((asSqliteError(error)?.errcode ?? 0) & 0xff) === FULL;
