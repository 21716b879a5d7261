import { openSnapshot, type Query } from '../postgres/connections.ts';
import { errorToWords } from '../postgres/errors.ts';
import { SCHEMA } from '../postgres/schema.ts';
import { describeDatabase, versionOf } from '../postgres/versions.ts';
import { maskSecrets } from '../mask.ts';
import { problem, type Finding } from './finding.ts';
import { judgePostgres, type PostgresFacts } from './judge-postgres.ts';

/** From here, as the server would use it; it only reads. */
export const examinePostgres = async (url: string, now: number): Promise<readonly Finding[]> => {
  try {
    const snapshot = await openSnapshot(url);
    try {
      return judgePostgres(await readFacts(snapshot.query), now);
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    return [problem('database', `${maskSecrets(url)} cannot be used: ${errorToWords(error)}.`)];
  }
};

const readFacts = async (query: Query): Promise<PostgresFacts> => {
  const [settings] = await query<Omit<PostgresFacts, 'tables' | 'described' | 'own'>>(`
    SELECT current_setting('server_version_num')::int AS version,
      current_user::text AS role, current_schema()::text AS schema,
      current_setting('fsync') AS fsync, current_setting('full_page_writes') AS "fullPageWrites",
      current_setting('synchronous_commit') AS "synchronousCommit", current_setting('data_checksums') AS checksums,
      current_setting('default_transaction_read_only') = 'on' OR pg_is_in_recovery() AS "isReadOnly",
      extract(epoch FROM clock_timestamp())::float8 * 1000 AS time,
      coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS "mayCreate",
      coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS "isEncrypted",
      coalesce(host(inet_server_addr()) IN ('127.0.0.1', '::1'), true) AS "isLocal",
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - (SELECT count(*)::int FROM pg_stat_activity WHERE datid IS NOT NULL) AS "freeConnections",
      pg_database_size(current_database())::float8 AS bytes`);
  const tables = await query<PostgresFacts['tables'][number]>(`
    SELECT relname::text AS name, pg_has_role(relowner, 'USAGE') AS "isOwned",
      has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
        AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE') AS "isUsable"
    FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
      AND relname IN ('daybook', 'books', 'segments', 'heads', 'logs', 'uses') ORDER BY 1`);
  const mayAsk = tables.every(({ isUsable }) => isUsable);
  const described = mayAsk ? await describeDatabase(query) : undefined;
  return { ...settings!, tables, described, own: versionOf(SCHEMA) };
};
