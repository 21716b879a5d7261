import { afterAll, expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { newDatabase, tryPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/run-server.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { acknowledged, push } from '../support/sync-device.ts';

const { server: postgres, why } = await tryPostgres();
afterAll(() => postgres?.stop());

const builder = await createLogBuilder();

test.for(['a data folder', 'PostgreSQL'])(
  'metrics count what an operator asks for, with the data in %s',
  async (store, { skip }) => {
    const inPostgres = store === 'PostgreSQL';
    if (inPostgres && !postgres) return skip(why);
    const data = inPostgres ? await newDatabase(postgres!.url) : temporaryFolder();
    const { server, founder, device } = await serverWithBook(builder, data);
    const other = founder.clone();
    const [one, branch] = [await founder.write(), await other.write()];
    push(device, [one, one]);
    await acknowledged(device, one.hash);
    push(device, [branch]);
    await acknowledged(device, branch.hash);
    const next = await founder.write();
    const late = await founder.write();
    push(device, [late]);

    const read = async (name: string): Promise<number> => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`daybook_${name} `));
      return Number(line?.split(' ')[1]);
    };
    await expect.poll(() => read('held_bytes')).toBe(late.bytes.length);
    push(device, [next]);
    await acknowledged(device, late.hash);
    expect({
      connections: await read('connections'),
      taken: await read('segments_total{outcome="taken"}'),
      duplicates: await read('segments_total{outcome="duplicate"}'),
      held: await read('segments_total{outcome="held"}'),
      branches: await read('branches_total'),
      heldBytes: await read('held_bytes'),
      queuedWrites: await read('queued_writes'),
      queuedBytes: await read('queued_bytes'),
    }).toEqual({
      connections: 1,
      taken: 11,
      duplicates: 1,
      held: 1,
      branches: 1,
      heldBytes: 0,
      queuedWrites: 0,
      queuedBytes: 0,
    });
    expect(await read('segment_bytes_total')).toBeGreaterThan(0);
    expect(await read('commit_seconds_count')).toBeGreaterThan(0);
  },
);
