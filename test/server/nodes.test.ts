import { afterAll, beforeEach, expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { newDatabase, tryPostgres } from '../support/postgres.ts';
import { runServer, spawnServer } from '../support/run-server.ts';
import { enter, push } from '../support/sync-device.ts';
import { writeUntilEnded } from '../support/write-until-ended.ts';
import type { Head } from '../../src/clock/head.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());
beforeEach(({ skip }) => skip(why !== '', why));

const builder = await createLogBuilder();
const { crypto } = builder;
const headOf = (writer: { head(): Head }): Head => {
  const { device, seq, hash } = writer.head();
  return { device, seq, hash };
};

test('a segment that one node takes is pushed by every other, control records and members included', async () => {
  const data = await newDatabase(server!.url);
  const [one, two] = [await runServer(['--data', data]), await runServer(['--data', data])];
  const founder = await builder.begin();
  const writing = await enter(one.url, founder, crypto);
  push(writing, founder.log);
  await writing.next('have', ({ heads }) => heads.some(({ hash }) => hash === founder.head().hash));
  const reading = await enter(two.url, founder, crypto);
  reading.send({ type: 'have', heads: [headOf(founder)], unknown: [] });
  for (let nth = 0; nth < 3; nth++) {
    const segment = await founder.write();
    push(writing, [segment]);
    expect((await reading.next('segments')).segments).toEqual([new Uint8Array(segment.bytes)]);
  }

  // Invited and enrolled by way of the first node, let in by the second.
  const guest = await builder.join(await founder.invite());
  push(writing, [...founder.log, ...guest.log]);
  await writing.next('have', ({ heads }) => heads.some(({ hash }) => hash === guest.head().hash));
  const entered = await enter(two.url, guest, crypto);
  expect(entered.heads.map(({ hash }) => hash)).toContain(guest.head().hash);
});

test.each([
  ['killed', 'SIGKILL', 'SIGKILL'],
  ['drained', 'SIGTERM', 0],
] as const)(
  'a node %s under load loses nothing acknowledged: another has it, and goes on with it',
  async (_how, signal, end) => {
    const data = await newDatabase(server!.url);
    const running = await spawnServer(['--data', data]);
    const other = await runServer(['--data', data]);
    const writers = await Promise.all([1, 2, 3].map(() => builder.begin()));
    const acked = await writeUntilEnded(running, writers, 150, signal, crypto);
    expect(await running.ended()).toBe(end);
    expect(acked[0]).toBeGreaterThanOrEqual(10);
    for (const [i, writer] of writers.entries()) {
      const device = await enter(other.url, writer, crypto);
      expect(Math.max(0, ...device.heads.map((head) => head.seq))).toBeGreaterThanOrEqual(acked[i]!);
      push(device, writer.log);
      await device.next('have', ({ heads }) => heads.some(({ hash }) => hash === writer.head().hash));
    }
  },
);
