/** Case 19 by plain requests: what is on its way, and what it holds. */
import { expect, test } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { beginPush, queuedBytes } from '../support/raw-request.ts';
import { serverWithAsker, toRun } from '../support/requests.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('case 19: requests hold room for what they have sent and not for what they claim, so that no other book waits for them', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const device = await enter(url, founder, crypto);
  const begun = [];
  for (let n = 0; n < 5; n++) {
    const other = await builder.begin();
    for (let k = 0; k < 4; k++) begun.push(await beginPush(url, other, crypto, 100));
  }
  await expect.poll(() => queuedBytes(url)).toBe(20 * 100);
  const segment = await founder.write();
  push(device, [segment]);
  await acknowledged(device, segment.hash);
  for (const { socket } of begun) socket.destroy();
  await expect.poll(() => queuedBytes(url)).toBe(0);
});

test('case 19: a body of which nothing more comes is cut off, and gives back its room', async () => {
  const still = new Set<() => void>();
  const timers = {
    after: (milliseconds: number, task: () => void) => {
      const cancel = systemTimers.after(milliseconds, task);
      if (milliseconds !== 200_000) return cancel;
      still.add(task);
      return () => {
        still.delete(task);
        cancel();
      };
    },
  };
  const { url, founder } = await serverWithAsker(builder, ['--request-seconds', '200'], { timers });
  const { answer } = await beginPush(url, founder, crypto, 100);
  await expect.poll(() => queuedBytes(url)).toBe(100);
  for (const task of still) task();
  expect(await answer).toBe('');
  await expect.poll(() => queuedBytes(url)).toBe(0);
});

test('case 19: what members of other books have sent in part holds up nobody, and a large push only until it gives way', async () => {
  const looks: (() => void)[] = [];
  const timers = {
    after: (milliseconds: number, task: () => void) => {
      if (milliseconds !== 1_000) return systemTimers.after(milliseconds, task);
      looks.push(task);
      return () => undefined;
    },
  };
  const { url, founder, asks } = await serverWithAsker(builder, ['--request-seconds', '200'], { timers });
  const device = await enter(url, founder, crypto);
  for (let n = 0; n < 5; n++) {
    const other = await builder.begin();
    for (let k = 0; k < 4; k++) await beginPush(url, other, crypto, 4_000_000);
  }
  const full = 64 * 1024 * 1024;
  await expect.poll(() => queuedBytes(url)).toBeGreaterThan(full);
  const segment = await founder.write();
  push(device, [segment]);
  await acknowledged(device, segment.hash);
  expect((await asks('push', toRun([await founder.write()]))).said).toMatchObject({ taken: 1 });
  expect(await queuedBytes(url)).toBeGreaterThan(full);

  const answers: object[] = [];
  void asks('push', toRun(Array.from({ length: 400 }, () => segment))).then(({ said }) => answers.push(said));
  await expect
    .poll(() => {
      for (const task of looks.splice(0)) task();
      return answers;
    })
    .toMatchObject([{ duplicates: 400 }]);
});
