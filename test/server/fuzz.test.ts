import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFile } from '../../sync-server/commands/check.ts';
import { createServerCrypto } from '../../sync-server/crypto.ts';
import { frameToMessage } from '../../src/sync/protocol.ts';
import { readCorpus } from '../support/fuzz/corpus.ts';
import { fuzzServer } from '../support/fuzz/fuzz-server.ts';
import { temporaryFolder } from '../support/run-server.ts';

test('case 19: every frame of the corpus is one that the protocol has', () => {
  expect(readCorpus().filter((frame) => !frameToMessage(frame).ok)).toEqual([]);
});

test.each([1, 2, 3])(
  'case 19: frames that are nearly right crash nothing, leave nothing behind and spoil nothing, seed %i',
  async (seed) => {
    const folder = temporaryFolder();
    const { harm, leaked, heardByMembers } = await fuzzServer(folder, seed, 1500);
    expect(harm).toEqual([]);
    expect(leaked).toBe(0);
    expect(heardByMembers).toBeGreaterThan(200);
    const checked = await checkFile(join(folder, 'daybook.db'), await createServerCrypto());
    expect(checked).toMatchObject({ ok: true, value: { faults: [] } });
  },
);
