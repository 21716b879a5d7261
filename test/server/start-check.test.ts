import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test, vi } from 'vitest';
import { startCheck } from '../../sync-server/start-check.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

const readyOf = async (url: string) => {
  const response = await fetch(`${url}/ready`);
  return { code: response.status, ...((await response.json()) as object) };
};

/** Starts on a folder, has so many segments more pushed, and stops. */
const withFounder = async () => {
  const data = temporaryFolder();
  const founder = await builder.begin();
  const session = async (count: number) => {
    const { url, stop } = await runServer(['--data', data]);
    await founder.writeMany(count);
    const device = await enter(url, founder, crypto);
    push(device, founder.log);
    await acknowledged(device, founder.head().hash);
    await stop();
  };
  return { data, founder, session };
};

const change = (data: string, sql: string): void => {
  const database = new DatabaseSync(join(data, 'daybook.db'));
  expect(Number(database.prepare(sql).run().changes)).toBeGreaterThan(0);
  database.close();
};

test('at its start a server checks what is new since the last one, and no more', async () => {
  const { data, session } = await withFounder();
  await session(5);
  const first = await runServer(['--data', data]);
  expect(await readyOf(first.url)).toMatchObject({ code: 200, check: { state: 'well', segments: 6 } });
  await first.stop();
  await session(3);
  const second = await runServer(['--data', data]);
  expect(await readyOf(second.url)).toMatchObject({ code: 200, check: { state: 'well', segments: 3 } });
});

test('what was spoilt since is named at every start, and the server says that it is not well', async () => {
  const { data, session } = await withFounder();
  await session(5);
  change(data, 'UPDATE segments SET bytes = substr(bytes, 1, 40) WHERE last_seq = 4');
  for (let start = 0; start < 2; start++) {
    const { url, stop } = await runServer(['--data', data]);
    expect(await readyOf(url)).toMatchObject({ code: 503, status: 'damaged', check: { faults: 1 } });
    await stop();
  }
});

test('another database in the folder, a restored backup it may be, is checked from its start', async () => {
  const { data, session } = await withFounder();
  await session(5);
  await (await runServer(['--data', data])).stop();
  const checked = JSON.parse(readFileSync(join(data, 'daybook.checked'), 'utf8')) as { id: number };
  expect(checked.id).toBe(6);
  change(data, 'DELETE FROM segments WHERE last_seq = 6');
  change(data, 'UPDATE heads SET seq = 5');
  const { url } = await runServer(['--data', data]);
  expect(await readyOf(url)).toMatchObject({ check: { segments: 5 } });
});

test('beside a running server the check rests four times as long as devices kept it waiting, and a stop ends that', async () => {
  const { data, session } = await withFounder();
  await session(450);
  let now = 0;
  const rests: { readonly milliseconds: number; readonly end: () => void }[] = [];
  const check = await startCheck(
    data,
    {
      crypto,
      clock: { now: () => now, offset: () => 0 },
      turns: {
        next: async () => {
          now += 50;
        },
      },
      timers: {
        after: (milliseconds, end) => {
          rests.push({ milliseconds, end });
          return () => undefined;
        },
      },
      log: { info: () => undefined, error: () => undefined },
    },
    1,
  );
  await vi.waitFor(() => expect(rests).toMatchObject([{ milliseconds: 200 }]));
  expect(check.current()).toMatchObject({ state: 'running', segments: 200 });
  rests[0]!.end();
  await vi.waitFor(() => expect(rests).toHaveLength(2));
  await check.stop();
  expect(check.current()).toMatchObject({ state: 'stopped', segments: 400 });
});
