import type { Key, Range, Store, TableSpec, Writing } from '../kernel/store.ts';
import { createMemoryTable, type Changes, type MemoryTable, type Row } from './memory-table.ts';

/**
 * The store in memory: for tests, the simulator and the fleet's reference. Same contract suite as Dexie's. A
 * transaction keeps what it changes to itself until it commits, so it costs what it touches.
 */
export const createMemoryStore = <Tables>(tables: {
  readonly [T in keyof Tables & string]: TableSpec;
}): Store<Tables> => {
  const specs = Object.entries<TableSpec>(tables);
  const stored = new Map(specs.map(([name, spec]) => [name, createMemoryTable(spec)]));
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  const run = <T>(
    names: readonly string[],
    body: (tx: Writing<Tables>) => Promise<T>,
    commits: boolean,
  ): Promise<T> => {
    const result = queue.then(async () => {
      if (closed) throw new Error('The store is closed.');
      const changes = new Map<string, Changes>(
        names.map((name) => [name, { cleared: false, rows: new Map() }]),
      );
      const value = await body(writingOver<Tables>(stored, changes, commits));
      for (const [name, change] of changes) stored.get(name)!.commit(change);
      return value;
    });
    queue = result.catch(() => undefined);
    return result;
  };

  return {
    read: (names, body) => run(names, body, false),
    write: (names, body) => run(names, body, true),
    close: () => {
      closed = true;
    },
  };
};

const writingOver = <Tables>(
  stored: ReadonlyMap<string, MemoryTable>,
  changes: ReadonlyMap<string, Changes>,
  writes: boolean,
): Writing<Tables> => {
  const touched = (name: string): Changes => {
    const change = changes.get(name);
    if (!change) throw new Error(`The table ${name} is not part of this transaction.`);
    return change;
  };
  const written = (name: string): Changes => {
    if (!writes) throw new Error('A reading transaction changes nothing.');
    return touched(name);
  };
  const get = (name: string, key: Key) => structuredClone(stored.get(name)!.get(key, touched(name)));
  const writing = {
    get: async (name: string, key: Key) => get(name, key),
    many: async (name: string, keys: readonly Key[]) => keys.map((key) => get(name, key)),
    range: async (name: string, range: Range = {}) =>
      structuredClone(stored.get(name)!.range(range, touched(name))),
    count: async (name: string) => stored.get(name)!.range({}, touched(name)).length,
    put: async (name: string, rows: readonly Row[]) =>
      stored.get(name)!.put(structuredClone(rows), written(name)),
    delete: async (name: string, keys: readonly Key[]) => stored.get(name)!.delete(keys, written(name)),
    clear: async (name: string) => {
      written(name).rows.clear();
      written(name).cleared = true;
    },
  };
  return writing as unknown as Writing<Tables>;
};
