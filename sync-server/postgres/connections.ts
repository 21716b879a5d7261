import { Client, Pool, types, type PoolConfig } from 'pg';
import { READERS } from './limits.ts';

/** Asks one thing; the rows of the answer. */
export type Query = <Row extends object>(
  text: string,
  values?: readonly unknown[],
) => Promise<readonly Row[]>;

/** The connection was lost: what came of what was under way is unknown. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super('The connection to the database was lost.', { cause });
  }
}

const CONNECT_MS = 10_000;

const settings = (url: string): PoolConfig => ({
  connectionString: url,
  application_name: 'daybook',
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  // Whatever the server's own setting: an answer that comes before the flush would be a lie.
  options: '-c synchronous_commit=on',
  types: {
    // Numbers of the log fit a double.
    getTypeParser: (oid: Parameters<typeof types.getTypeParser>[0]) =>
      oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, 'text'),
  },
});

export interface Writer {
  /** One transaction, on the one connection that writes; `ConnectionLost` also where the commit may have been made. */
  transaction<T>(body: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Connects when something is to be written, and again after the connection was lost. */
export const createWriter = (url: string): Writer => {
  let current: { readonly client: Client; isLost: boolean } | undefined;
  const connect = async () => {
    if (current && !current.isLost) return current;
    const connection = { client: new Client(settings(url)), isLost: false };
    const lose = (): void => {
      connection.isLost = true;
    };
    connection.client.on('error', lose);
    connection.client.on('end', lose);
    try {
      await connection.client.connect();
    } catch (error) {
      throw new ConnectionLost(error);
    }
    current = connection;
    return connection;
  };
  return {
    transaction: async (body) => {
      const connection = await connect();
      const { client } = connection;
      const query: Query = async <Row extends object>(text: string, values: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...values])).rows;
      try {
        await query('BEGIN');
        const value = await body(query);
        await query('COMMIT');
        return value;
      } catch (error) {
        // A server that ends a connection says so first, and then it goes.
        if (!connection.isLost) await client.query('ROLLBACK').catch(() => (connection.isLost = true));
        if (!connection.isLost) throw error;
        client.end().catch(() => undefined);
        throw new ConnectionLost(error);
      }
    },
    close: async () => {
      if (current && !current.isLost) await current.client.end();
    },
  };
};

export interface Reader {
  readonly query: Query;
  close(): Promise<void>;
}

export const createReader = (url: string): Reader => {
  const pool = new Pool({ ...settings(url), max: READERS });
  // Of a connection that nobody uses: the next one who asks gets another.
  pool.on('error', () => undefined);
  return {
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    close: () => pool.end(),
  };
};

/** A connection that only listens. `onLost` once, when it is no more. */
export const listen = async (
  url: string,
  channel: string,
  hear: (payload: string) => void,
  onLost: () => void,
): Promise<() => void> => {
  const client = new Client(settings(url));
  let isOver = false;
  const lose = (): void => {
    if (isOver) return;
    isOver = true;
    onLost();
  };
  client.on('error', lose);
  client.on('end', lose);
  client.on('notification', ({ payload = '' }) => hear(payload));
  await client.connect();
  await client.query(`LISTEN ${channel}`);
  return () => {
    isOver = true;
    client.end().catch(() => undefined);
  };
};

export interface Snapshot {
  readonly query: Query;
  close(): Promise<void>;
}

/** A connection whose every question is about one moment: that of the first. Only reads. */
export const openSnapshot = async (url: string): Promise<Snapshot> => {
  const client = new Client(settings(url));
  // A question under way fails by itself; between two of them nobody is there to be told.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return {
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows,
    close: () => client.end(),
  };
};
