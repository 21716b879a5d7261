import { expect, test } from 'vitest';
import type { Bytes } from '../../src/kernel/bytes.ts';
import { MAX_HEADS } from '../../src/sync/protocol.ts';
import { foundDevice, inviteDevice, run, stateOf } from '../support/devices.ts';
import { goOnline, settled } from '../support/online.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { sealAs, ownLog } from '../support/seal-as.ts';
import { steppingClock } from '../support/seeded.ts';

test(
  'FK1: a log with more branches than one message tells is synced like any other',
  { timeout: 120_000 },
  async () => {
    const server = await runServer(['--data', temporaryFolder()], { clock: steppingClock() });
    const ada = await foundDevice('founder', server.url);
    const reader = await inviteDevice(ada, 'reader');
    await run(ada, 'record.create', 'record:1', { title: 'Before' });
    await ada.book.seal();
    const after = (await ownLog(ada)).at(-1)!;
    const branches: Bytes[] = [];
    for (let i = 0; i < MAX_HEADS + 100; i++) branches.push((await sealAs(ada, { after })).bytes);
    await ada.book.log.take(branches);
    const first = goOnline(ada);
    await settled(first);
    const second = goOnline(reader);
    await settled(first, second);
    await run(ada, 'record.set-title', 'record:1', { title: 'Still in sync' });
    await settled(first, second);
    expect((await stateOf(reader, 'record:1')).title.map(({ value }) => value)).toEqual(['Still in sync']);
    expect((await reader.book.log.heads()).length).toBeGreaterThan(MAX_HEADS);
    expect([first.dials(), second.dials()]).toEqual([1, 1]);
  },
);
