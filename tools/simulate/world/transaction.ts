import type { Range, Key } from '../../../src/kernel/store.ts';
import type { Changes, MemoryTable, Row } from '../../../src/storage/memory-table.ts';
import { frozen } from './frozen.ts';
import type { Process } from './process.ts';

export type TableChanges = ReadonlyMap<string, Changes>;

/** As IndexedDB's: waiting for its turn, at work, on its way to the disk, over. */
type State = 'waiting' | 'active' | 'committing' | 'over';

interface Request {
  result?: unknown;
  onsuccess?: () => void;
  onerror?: () => void;
}

/** The side of a transaction that the disk sees. */
export interface DiskTransaction {
  readonly process: Process;
  readonly isStrict: boolean;
  readonly changes: TableChanges;
  isCommitting(): boolean;
  begin(): void;
  complete(): void;
  undo(error: Error): void;
}

interface Disk {
  readonly tables: ReadonlyMap<string, MemoryTable>;
  /** The body has ended: `writes` says whether there is anything to commit. */
  commit(tx: DiskTransaction, writes: boolean): void;
  leave(tx: DiskTransaction): void;
}

export interface Asked {
  readonly names: readonly string[];
  readonly writes: boolean;
  readonly isStrict: boolean;
}

/** A transaction as src/storage/transactions.ts uses one: requests and events, as much of them as it needs. */
export const createTransaction = (disk: Disk, process: Process, asked: Asked) => {
  const changes = new Map<string, Changes>(
    asked.names.map((name) => [name, { cleared: false, rows: new Map() }]),
  );
  let state: State = 'waiting';
  let requests: (() => void)[] = [];

  const request = (work: () => unknown): Request => {
    const made: Request = {};
    const run = (): void => {
      if (state !== 'active') return;
      made.result = work();
      queueMicrotask(() => made.onsuccess?.());
    };
    if (state === 'active') run();
    else requests.push(run);
    return made;
  };
  const over = (): void => {
    state = 'over';
    requests = [];
  };

  const objectStore = (name: string) => {
    const table = disk.tables.get(name)!;
    const change = changes.get(name);
    if (!change) throw new Error(`The table ${name} is not part of this transaction.`);
    const reading = (index: Pick<Range, 'index'>) => ({
      get: (key: Key) => request(() => table.get(key, change)),
      getAll: (query: Range | null, limit?: number) =>
        request(() => table.range({ ...query, ...index, ...(limit ? { limit } : {}) }, change)),
      openCursor: (query: Range | null) => cursor({ ...query, ...index, reverse: true }),
    });
    const cursor = (range: Range): Request => {
      let rows: readonly Row[] | undefined;
      let at = 0;
      const step = (): unknown => {
        rows ??= table.range(range, change);
        const value = rows[at++];
        return value && { value, continue: () => void Object.assign(made, { result: step() }, again()) };
      };
      const again = (): object => (queueMicrotask(() => made.onsuccess?.()), {});
      const made = request(step);
      return made;
    };
    return {
      ...reading({}),
      index: (index: string) => reading({ index: index.replace(/^\[|\]$/g, '') }),
      count: () => request(() => table.range({}, change).length),
      put: (row: Row) => request(() => table.put([frozen(row)], change)),
      delete: (key: Key) => request(() => table.delete([key], change)),
      clear: () =>
        request(() => {
          change.rows.clear();
          change.cleared = true;
        }),
    };
  };

  const events: { oncomplete?: () => void; onabort?: () => void; error?: Error } = {};
  const inside: DiskTransaction = {
    process,
    isStrict: asked.isStrict,
    changes,
    isCommitting: () => state === 'committing',
    begin: () => {
      state = 'active';
      const asked = requests;
      requests = [];
      for (const run of asked) run();
    },
    complete: () => {
      over();
      events.oncomplete?.();
    },
    undo: (error) => {
      over();
      events.error = error;
      events.onabort?.();
    },
  };
  const outside = Object.assign(events, {
    objectStore,
    commit: () => {
      state = 'committing';
      disk.commit(inside, asked.writes);
    },
    abort: () => {
      over();
      disk.leave(inside);
      queueMicrotask(() => events.onabort?.());
    },
  });
  return { inside, outside };
};
