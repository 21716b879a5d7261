import type { TableSpec, Range } from '../../../src/kernel/store.ts';
import { createMemoryTable, type Changes, type Row } from '../../../src/storage/memory-table.ts';
import type { Connection } from '../../../src/storage/transactions.ts';
import type { Process } from './process.ts';
import { createTransaction, type DiskTransaction, type TableChanges } from './transaction.ts';

/** All rows of all tables, as they stood. Rows are frozen, so a copy costs a list a table. */
export type Image = ReadonlyMap<string, readonly Row[]>;

/** Decides how long a commit takes, and when what was committed relaxed reaches the disk. */
export interface DiskPace {
  readonly latency: () => number;
  /** Of a commit that was under way when its process died: did it get there? */
  readonly madeIt: () => boolean;
  readonly flushed: (then: () => void) => void;
  readonly after: (milliseconds: number, task: () => void) => void;
}

/**
 * IndexedDB on a disk, for the real adapter of the store port (src/storage/transactions.ts).
 *
 * 1. Transactions run one after another, whatever window they are of.
 * 2. A strict commit is on the disk when it is told, with all that was committed before it. A relaxed one is seen by
 *    everyone and reaches the disk later: a crash before that undoes it.
 * 3. On a full disk a commit that writes is undone, and only `abort` says so.
 */
export interface Disk {
  connect(process: Process): Connection;
  /** The processes are dead: what they had under way is over. With the power gone, what was not flushed is gone too. */
  kill(isPowerGone: boolean): void;
  setFull(isFull: boolean): void;
  /** Nothing is under way. */
  isIdle(): boolean;
  image(): Image;
  /** Puts another state in the place of all: a wipe, a restored backup, a cloned profile. */
  restore(image: Image): void;
  rows(table: string, range?: Range): readonly Row[];
  /** Hears of each commit before it is applied, and sees the rows that it will change. */
  onCommit: (changes: TableChanges) => void;
}

const NOTHING: Changes = { cleared: false, rows: new Map() };
const KEY_RANGE = {
  bound: (from: unknown, to: unknown, fromOpen: boolean, toOpen: boolean) => ({ from, to, fromOpen, toOpen }),
  lowerBound: (from: unknown, fromOpen: boolean) => ({ from, fromOpen }),
  upperBound: (to: unknown, toOpen: boolean) => ({ to, toOpen }),
};

export const createDisk = (specs: { readonly [table: string]: TableSpec }, pace: DiskPace): Disk => {
  const tables = new Map(Object.entries(specs).map(([name, spec]) => [name, createMemoryTable(spec)]));
  let lane: DiskTransaction[] = [];
  let isFull = false;
  /** What takes back the commits that are not flushed yet, newest last. */
  let unflushed: TableChanges[] = [];

  const apply = (changes: TableChanges): void => {
    for (const [name, change] of changes) tables.get(name)!.commit(change);
  };
  const toUndo = (changes: TableChanges): TableChanges =>
    new Map(
      [...changes].map(([name, { cleared, rows }]) => {
        const table = tables.get(name)!;
        const before = new Map([...rows].map(([id, { key }]) => [id, { key, row: table.get(key, NOTHING) }]));
        if (!cleared) return [name, { cleared, rows: before }];
        const all = { cleared: true, rows: new Map() };
        table.put(table.range({}, NOTHING), all);
        return [name, all];
      }),
    );
  const write = (tx: DiskTransaction): void => {
    disk.onCommit(tx.changes);
    if (tx.isStrict) {
      apply(tx.changes);
      unflushed = [];
      return;
    }
    const undo = toUndo(tx.changes);
    apply(tx.changes);
    unflushed.push(undo);
    pace.flushed(() => {
      unflushed = unflushed.slice(unflushed.indexOf(undo) + 1);
    });
  };
  const hasChanges = ({ changes }: DiskTransaction): boolean =>
    [...changes.values()].some(({ cleared, rows }) => cleared || rows.size > 0);
  const leave = (tx: DiskTransaction): void => {
    const wasFirst = lane[0] === tx;
    lane = lane.filter((one) => one !== tx);
    if (wasFirst) lane[0]?.begin();
  };
  const settle = (tx: DiskTransaction): void => {
    if (!tx.process.isAlive || !lane.includes(tx)) return;
    const isUndone = isFull && hasChanges(tx);
    if (!isUndone && hasChanges(tx)) write(tx);
    if (isUndone) tx.undo(new DOMException('The disk is full.', 'QuotaExceededError'));
    else tx.complete();
    leave(tx);
  };
  const host = {
    tables,
    leave,
    commit: (tx: DiskTransaction, writes: boolean) => {
      const latency = writes ? pace.latency() : 0;
      if (latency === 0) settle(tx);
      else pace.after(latency, () => settle(tx));
    },
  };

  const disk: Disk = {
    onCommit: () => undefined,
    connect: (process) => ({
      keyRange: KEY_RANGE as unknown as typeof IDBKeyRange,
      db: {
        transaction: (names: readonly string[], mode: string, options?: { durability?: string }) => {
          const asked = { names, writes: mode === 'readwrite', isStrict: options?.durability === 'strict' };
          const { inside, outside } = createTransaction(host, process, asked);
          if (process.isAlive && lane.push(inside) === 1) inside.begin();
          return outside;
        },
      } as unknown as IDBDatabase,
    }),
    kill: (isPowerGone) => {
      const dead = lane.filter((tx) => !tx.process.isAlive);
      for (const tx of dead) if (tx.isCommitting() && !isFull && pace.madeIt()) write(tx);
      const first = lane[0];
      lane = lane.filter((tx) => tx.process.isAlive);
      if (lane[0] !== first) lane[0]?.begin();
      if (!isPowerGone) return;
      for (const undo of unflushed.toReversed()) apply(undo);
      unflushed = [];
    },
    setFull: (full) => {
      isFull = full;
    },
    isIdle: () => lane.length === 0,
    image: () => new Map([...tables].map(([name, table]) => [name, table.range({}, NOTHING)])),
    restore: (image) => {
      unflushed = [];
      for (const [name, table] of tables) {
        const all: Changes = { cleared: true, rows: new Map() };
        table.put(image.get(name) ?? [], all);
        table.commit(all);
      }
    },
    rows: (table, range = {}) => tables.get(table)!.range(range, NOTHING),
  };
  return disk;
};

/** One on which everything happens at once: for looking at what another holds. */
export const AT_ONCE: DiskPace = {
  latency: () => 0,
  madeIt: () => true,
  flushed: (then) => then(),
  after: (_, task) => task(),
};
