/** The members of a book on one of several nodes. */
import { expect, onTestFinished, test } from 'vitest';
import { systemTurns } from '../../sync-server/turns.ts';
import { noneHeld } from '../../sync-server/book/waiting.ts';
import { openBookLog } from '../../sync-server/book/book-log.ts';
import { openSqliteStore } from '../../sync-server/sqlite/store.ts';
import type { Store } from '../../sync-server/store.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { temporaryFolder } from '../support/run-server.ts';

test('ME1: an enrolment counts behind the invitation of another node, which this one is still reading', async () => {
  const opened = openSqliteStore(temporaryFolder(), { broken: () => undefined, committed: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  onTestFinished(() => store.close());
  const builder = await createLogBuilder();
  const open = (changed: Partial<Store>) =>
    openBookLog(founder.book, { ...store, ...changed }, builder.crypto, systemTurns, noneHeld());
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  await founder.write();
  const [genesis, invitation, written] = founder.log.map(({ bytes }) => bytes);

  let readControls = (): void => undefined;
  let gate = Promise.resolve();
  const here = await open({
    sharing: {
      hear: () => undefined,
      secret: async () => new Uint8Array(32),
      revisions: async () => new Map(),
    },
    controls: async (book) => {
      await gate;
      return store.controls(book);
    },
  });
  await here.take([genesis!]);
  await (await open({})).take([invitation!]);
  gate = new Promise((resolve) => {
    readControls = resolve;
  });
  const first = here.take([written!]);
  const second = here.take([guest.log[0]!.bytes]);
  await expect.poll(async () => (await store.heads(founder.book)).length).toBe(2);
  readControls();
  await Promise.all([first, second]);
  expect(Object.keys(here.membership().members).sort()).toEqual([founder.device, guest.device].sort());
});
