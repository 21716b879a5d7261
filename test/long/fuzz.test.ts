import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { fuzzRequests } from '../support/fuzz/fuzz-requests.ts';
import { fuzzServer } from '../support/fuzz/fuzz-server.ts';
import { temporaryFolder } from '../support/run-server.ts';

const FRAMES = 1_000_000;
const REQUESTS = 20_000;
/** Bytes that the heap may have grown by between a tenth of the way and its end. */
const GROWTH = 32 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const heapInUse = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

test('case 19: a million frames that are nearly right crash nothing, stall nothing and leave no memory taken', async () => {
  const seed = Date.now() % 2 ** 31;
  let early: number | undefined;
  const fuzzed = await fuzzServer(temporaryFolder(), seed, FRAMES, (frames) => {
    if (frames >= FRAMES / 10) early ??= heapInUse();
  });
  expect(fuzzed).toMatchObject({ harm: [], leaked: 0 });
  expect(heapInUse() - early!).toBeLessThan(GROWTH);
});

test('case 19: thousands of requests that are nearly right crash nothing, stall nothing and leave nothing behind', async () => {
  const fuzzed = await fuzzRequests(temporaryFolder(), Date.now() % 2 ** 31, REQUESTS);
  expect(fuzzed).toMatchObject({ harm: [], leaked: 0 });
});
