import { expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';
import { systemClock, systemTimers } from '../../src/platform/clock.ts';
import { writeLarge } from '../support/write-large.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('a book far beyond its rate is told so in words, is read as before, and is told when it may send again', async () => {
  let late = 0;
  const waits: (() => void)[] = [];
  const { url } = await runServer(['--data', temporaryFolder(), '--book-kilobytes-a-second', '1'], {
    clock: { ...systemClock, now: () => systemClock.now() + late },
    timers: {
      after: (milliseconds, task) => {
        if (milliseconds > 60_000) waits.push(task);
        return systemTimers.after(milliseconds, task);
      },
    },
  });
  const founder = await builder.begin();
  const device = await enter(url, founder, crypto);
  const large = await writeLarge(founder);
  push(device, [...founder.log]);
  await acknowledged(device, large.hash);
  const next = await founder.write();
  push(device, [next]);
  expect(await device.next('refused')).toMatchObject({
    segment: next.hash,
    code: 'book-rate',
    message: expect.stringMatching(/much more than the 1 KB a second/),
  });
  const reader = await enter(url, founder, crypto);
  reader.send({ type: 'have', heads: [], unknown: [] });
  expect((await reader.next('segments')).segments.length).toBeGreaterThan(0);

  late = 3_600_000;
  for (const task of waits) task();
  expect(await device.next('stop')).toMatchObject({ code: 'room-again', retry: true });
  const again = await enter(url, founder, crypto);
  push(again, [next]);
  await acknowledged(again, next.hash);
});
