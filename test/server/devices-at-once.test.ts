import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { newDatabase, tryPostgres } from '../support/postgres.ts';
import { knock } from '../support/requests.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { serverWithBook } from '../support/server-with-book.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const { server: postgres, why } = await tryPostgres();
afterAll(() => postgres?.stop());

const builder = await createLogBuilder();
const { crypto } = builder;

const STORES: readonly (readonly [string, () => Promise<string>, string])[] = [
  ['one node on a data folder', async () => temporaryFolder(), ''],
  ['two nodes on PostgreSQL', () => newDatabase(postgres!.url), why],
];

describe.each(STORES)('%s', (name, newData, missing) => {
  beforeEach(({ skip }) => skip(missing !== '', missing));

  test('of devices that come at once no more are let in than the book may have, by socket or by request', async () => {
    const [data, args] = [await newData(), ['--book-devices', '3']];
    const { server, founder, device } = await serverWithBook(builder, data, args);
    const other = name.startsWith('two') ? await runServer(['--data', data, ...args]) : server;
    const invited = [];
    for (let n = 0; n < 6; n++) invited.push(await founder.invite());
    push(device, founder.log);
    await acknowledged(device, founder.head().hash);
    const seen = await enter(other.url, founder, crypto);
    if (!seen.heads.some(({ hash }) => hash === founder.head().hash))
      await acknowledged(seen, founder.head().hash);

    /** What the server says before it closes is in the error. */
    const bySocket = (url: string, guest: Parameters<typeof enter>[1]) =>
      enter(url, guest, crypto).then(
        () => 'in',
        (error) => /devices-full/.exec(String(error))?.[0] ?? String(error),
      );
    const byRequest = async (url: string, guest: Parameters<typeof enter>[1]) => {
      const { status, said } = await knock(url, guest, crypto);
      return status === 200 ? 'in' : String(said['code']);
    };
    const guests = await Promise.all(invited.map((one) => builder.join(one)));
    const answers = await Promise.all(
      guests.map((guest, i) => (i % 3 ? bySocket : byRequest)([server, other][i % 2]!.url, guest)),
    );
    expect(answers.toSorted()).toEqual([...Array(5).fill('devices-full'), 'in']);
    const { heads } = await enter(server.url, founder, crypto);
    expect(new Set(heads.map((head) => head.device)).size).toBe(3);
  });
});
