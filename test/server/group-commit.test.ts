import { expect, test, vi } from 'vitest';
import { groupCommits, type Transactions } from '../../sync-server/sqlite/group-commit.ts';

const FULL = 13;
const IO_ERROR = 10;
const FSYNC_FAILED = IO_ERROR | (4 << 8);

const sqliteError = (errcode: number): Error =>
  Object.assign(new Error('from the database'), { code: 'ERR_SQLITE_ERROR', errcode });

const setUp = (commit: () => void) => {
  const transactions = {
    begin: vi.fn<() => void>(),
    commit: vi.fn<() => void>(commit),
    rollback: vi.fn<() => void>(),
  } satisfies Transactions;
  const broken = vi.fn<(error: unknown) => void>();
  return { transactions, broken, commits: groupCommits(transactions, broken, () => undefined) };
};

test('writes that come together share one commit, and are answered after it', async () => {
  const { transactions, commits } = setUp(() => undefined);
  const results = await Promise.all(
    [1, 2, 3].map((value) =>
      commits.run(async () => {
        expect(transactions.commit).not.toHaveBeenCalled();
        return value;
      }),
    ),
  );
  expect(results).toEqual([1, 2, 3].map((value) => ({ ok: true, value })));
  expect(transactions.commit).toHaveBeenCalledTimes(1);
});

test('an fsync that fails is told once, answers nobody, and is not tried again', async () => {
  const { transactions, broken, commits } = setUp(() => {
    throw sqliteError(FSYNC_FAILED);
  });
  const answered = vi.fn<() => void>();
  const told = new Promise((resolve) => broken.mockImplementation(resolve));
  void commits.run(async () => 1).then(answered, answered);
  await told;
  await commits.idle();
  expect(transactions.commit).toHaveBeenCalledTimes(1);
  expect(answered).not.toHaveBeenCalled();
});

test('on a full disk each write of the batch is told so, and the next may succeed', async () => {
  let isFull = true;
  const { transactions, commits, broken } = setUp(() => {
    if (isFull) throw sqliteError(FULL);
  });
  const results = await Promise.all([commits.run(async () => 1), commits.run(async () => 2)]);
  expect(results.map((result) => !result.ok && result.error.code)).toEqual(['disk-full', 'disk-full']);
  expect(transactions.rollback).toHaveBeenCalledTimes(1);
  isFull = false;
  expect(await commits.run(async () => 3)).toEqual({ ok: true, value: 3 });
  expect(broken).not.toHaveBeenCalled();
});
