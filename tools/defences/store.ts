import type { Defence } from './defence.ts';

/** Kills, full disks, connections that are closed, several windows (cases 1, 2, 4, 11). */
export const STORE_DEFENCES: readonly Defence[] = [
  {
    case: 1,
    name: 'segments are stored before the rows that they give',
    file: 'src/book/take.ts',
    find: '  let folded: FoldedRows | undefined;\n',
    put: `  let folded: FoldedRows | undefined;
  await ports.store.write(['segments', 'heads'], async (tx) => {
    await tx.put('segments', segmentsToPacks(admitted, batch.verified));
    await tx.clear('heads');
    await tx.put('heads', heads);
  });
`,
    test: 'test/unit/book/crash.test.ts',
    title: 'killed at any write of taking',
  },
  {
    case: 1,
    name: 'a rebuild that was cut off is not begun again',
    file: 'src/book/rebuild.ts',
    find: "await tx.put('meta', [{ key: 'rebuilding', value: true }]);",
    put: '',
    test: 'test/unit/book/crash.test.ts',
    title: 'a rebuild that was cut off',
  },
  {
    case: 1,
    name: 'a commit is not flushed',
    file: 'src/storage/transactions.ts',
    find: "durability: 'strict'",
    put: "durability: 'relaxed'",
    test: 'test/unit/storage/dexie-store.test.ts',
    title: 'each write asks for strict durability',
  },
  {
    case: 2,
    name: 'a full disk goes unnoticed',
    file: 'src/book/append.ts',
    find: 'write.catch((error: unknown) => notStored(error))',
    put: 'write.catch(() => true)',
    test: 'test/unit/book/crash.test.ts',
    title: 'a full disk at the commit',
  },
  {
    case: 2,
    name: 'a full disk of the server ends it like any other failure',
    file: 'sync-server/sqlite/group-commit.ts',
    find: 'else if (isDiskFull(error))',
    put: 'else if (false)',
    test: 'test/server/group-commit.test.ts',
    title: 'on a full disk',
  },
  {
    case: 4,
    name: 'a database that the browser closed stays closed',
    file: 'src/storage/dexie-store.ts',
    find: 'connected = reopen();',
    put: '',
    test: 'test/unit/storage/dexie-store.test.ts',
    title: 'is opened again, and nothing',
  },
  {
    case: 4,
    name: 'a database that is closed at once again is opened again and again',
    file: 'src/storage/dexie-store.ts',
    find: 'isProven = false;',
    put: '',
    test: 'test/unit/storage/dexie-store.test.ts',
    title: 'is given up, and that is said',
  },
  {
    case: 4,
    name: 'a database that is gone is begun anew under an open book',
    file: 'src/storage/dexie-store.ts',
    find: 'await connect(schema, options, false)',
    put: 'await connect(schema, options, true)',
    test: 'test/unit/storage/dexie-store.test.ts',
    title: 'is gone when it is opened again',
  },
  {
    case: 4,
    name: 'nobody hears that another version has taken the database over',
    file: 'src/storage/dexie-store.ts',
    find: '      current.close();\n      onClosed?.();\n',
    put: '      current.close();\n',
    test: 'test/unit/storage/dexie-store.test.ts',
    title: 'a database that another version wants',
  },
  {
    case: 4,
    name: 'a window does not look whether another has written',
    file: 'src/book/current.ts',
    find: 'if ((await storedVersion(tx)) !== version) return false;',
    put: '',
    test: 'test/unit/book/windows.test.ts',
  },
  {
    case: 4,
    name: 'rows that a closed window left half made stay so',
    file: 'src/book.ts',
    find: 'if (engine.cached.isRebuilding) await rebuild(engine, onProgress);',
    put: "if (engine.cached.isRebuilding) throw new Error('half made');",
    test: 'test/unit/book/windows.test.ts',
    title: 'case 4: rows that a window left half made',
  },
  {
    case: 11,
    name: 'an fsync that failed is answered like one that did not',
    file: 'sync-server/sqlite/group-commit.ts',
    find: '      broken(error);\n',
    put: '      broken(error);\n      for (const job of batch) job.settle(ok(undefined));\n',
    test: 'test/server/group-commit.test.ts',
    title: 'an fsync that fails',
  },
];
