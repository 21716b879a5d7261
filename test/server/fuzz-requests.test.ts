import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFile } from '../../sync-server/commands/check.ts';
import { createServerCrypto } from '../../sync-server/crypto.ts';
import { fuzzRequests } from '../support/fuzz/fuzz-requests.ts';
import { temporaryFolder } from '../support/run-server.ts';

test('case 19: requests that are nearly right crash nothing, leave nothing behind and spoil nothing', async () => {
  const folder = temporaryFolder();
  const { harm, leaked, statuses } = await fuzzRequests(folder, 1, 800);
  expect(harm).toEqual([]);
  expect(leaked).toBe(0);
  // Each way in is gone: some are taken, the others refused at each of the gates.
  expect(Object.keys(statuses).map(Number)).toEqual(
    expect.arrayContaining([200, 400, 401, 403, 404, 413, 415]),
  );
  const checked = await checkFile(join(folder, 'daybook.db'), await createServerCrypto());
  expect(checked).toMatchObject({ ok: true, value: { faults: [] } });
});
