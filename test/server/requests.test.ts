import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Head } from '../../src/clock/head.ts';
import { segmentsToRun } from '../../src/log/run.ts';
import { MORE } from '../../src/sync/requests.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { ask, knock, letIn, toRun, type Asking } from '../support/requests.ts';
import { runCommand } from '../support/run-command.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';
import { writeLarge } from '../support/write-large.ts';

const { server: postgres, why } = await tryPostgres();
afterAll(() => postgres?.stop());

const builder = await createLogBuilder();
const { crypto } = builder;

const wire = ({ device, seq, hash }: Head) => [device, seq, hash];
const plain = (segments: readonly { readonly bytes: Uint8Array }[]) =>
  segments.map(({ bytes }) => new Uint8Array(bytes));
const headsOf = async (asks: Asking, body: object = {}) => (await asks('heads', body)).said;

const STORES: readonly (readonly [string, () => Promise<string>, string])[] = [
  ['a data folder', async () => temporaryFolder(), ''],
  ['PostgreSQL', () => newDatabase(postgres!.url), why],
];

describe.each(STORES)('with the data in %s', (_name, newData, missing) => {
  beforeEach(({ skip }) => skip(missing !== '', missing));

  const begun = async (...args: readonly string[]) => {
    const data = await newData();
    const server = await runServer(['--data', data, ...args]);
    const founder = await builder.begin();
    return { data, server, url: server.url, founder, asks: await letIn(server.url, founder, crypto) };
  };

  test('RQ1 what a push does not name is stored: another asker gets the same bytes, and so does one after a restart', async () => {
    const { data, server, url, founder, asks } = await begun();
    await founder.writeMany(3);
    const pushed = await asks('push', toRun(founder.log));
    expect(pushed.said).toEqual({ taken: 4, duplicates: 0, held: 0, refused: [], later: false });
    expect(await headsOf(asks)).toEqual({ heads: [wire(founder.head())], unknown: [] });
    const other = await letIn(url, { ...founder, proof: [] }, crypto);
    expect((await other('pull', {})).segments).toEqual(plain(founder.log));
    await server.stop();
    const again = await runServer(['--data', data]);
    const later = await letIn(again.url, { ...founder, proof: [] }, crypto);
    expect((await later('pull', {})).segments).toEqual(plain(founder.log));
  });

  test('RQ1 a run that is given again changes nothing; one that lacks its start is held, and not told of', async () => {
    const { founder, asks } = await begun();
    const next = await founder.writeMany(2);
    expect((await asks('push', toRun(next))).said).toMatchObject({ taken: 0, held: 2 });
    expect((await headsOf(asks)).heads).toEqual([]);
    expect((await asks('push', toRun(founder.log))).said).toMatchObject({ taken: 3, refused: [] });
    expect((await asks('push', toRun(founder.log))).said).toMatchObject({ taken: 0, duplicates: 3 });
  });

  test('RQ1 what is refused is named with its reason, and the rest is stored', async () => {
    const { founder, asks } = await begun();
    const spoilt = founder.clone();
    const wrong = await spoilt.write([], { depth: 1000 });
    const said = (await asks('push', toRun([...founder.log, wrong]))).said;
    expect(said).toMatchObject({ taken: 1, later: false });
    expect(said.refused).toEqual([{ segment: wrong.hash, code: 'depth-wrong', message: expect.any(String) }]);
  });

  test('a pull gives what comes after the heads that are told, some at a time, and leaves out what was refused', async () => {
    const { founder, asks } = await begun();
    for (let i = 0; i < 3; i++) await writeLarge(founder);
    for (const one of founder.log) await asks('push', toRun([one]));
    const got: Uint8Array[] = [];
    for (let last: Head | undefined; ;) {
      const { segments, headers } = await asks('pull', { heads: last ? [wire(last)] : [] });
      got.push(...segments);
      last = founder.log[got.length - 1]!.head;
      expect(headers.get(MORE)).toBe(String(got.length < founder.log.length));
      if (headers.get(MORE) === 'false') break;
    }
    expect(got).toEqual(plain(founder.log));
    const refused = [wire(founder.log[1]!.head)];
    expect((await asks('pull', { refused })).segments).toEqual(plain(founder.log.slice(0, 1)));
  });

  test('FK1 a branch that the server does not know is found out by its heads, and both are kept', async () => {
    const { founder, asks } = await begun();
    const copy = founder.clone();
    const [here, there] = [await founder.write(), await copy.write()];
    await asks('push', toRun(founder.log));
    const told = { heads: [wire(there.head)], unknown: [here.hash] };
    expect((await headsOf(asks, told)).unknown).toEqual([there.hash]);
    expect((await asks('pull', told)).segments).toEqual(plain(founder.log));
    await asks('push', toRun([there]));
    expect((await headsOf(asks, told)).heads).toHaveLength(2);
    expect((await headsOf(asks, told)).unknown).toEqual([]);
  });

  test('who asks and who is connected see what the other gives', async () => {
    const { url, founder, asks } = await begun();
    await asks('push', toRun(founder.log));
    const connected = await enter(url, founder, crypto);
    connected.send({
      type: 'have',
      heads: [founder.head()].map(({ device, seq, hash }) => ({ device, seq, hash })),
      unknown: [],
    });
    const first = await founder.write();
    await asks('push', toRun([first]));
    expect((await connected.next('segments')).segments).toEqual(plain([first]));
    const second = await founder.write();
    push(connected, [second]);
    await acknowledged(connected, second.hash);
    expect((await headsOf(asks)).heads).toEqual([wire(second.head)]);
  });

  test('ME1 the control records come by themselves, and let a device in that was invited by them', async () => {
    const { url, founder, asks } = await begun();
    const invited = await founder.invite();
    await founder.writeMany(2);
    await asks('push', toRun(founder.log));
    const records = (await asks('controls')).segments;
    expect(records).toEqual(plain([founder.log[0]!, invited.segment]));
    const guest: Writer = await builder.join(invited);
    const asGuest = await letIn(url, { ...guest, proof: guest.proof.slice(-1) }, crypto);
    await asGuest('push', toRun(guest.log));
    expect((await headsOf(asGuest)).heads).toHaveLength(2);
  });

  test('a book that is blocked answers no more, to a ticket that was good, and does again once it is not', async () => {
    const { data, founder, asks } = await begun();
    await asks('push', toRun(founder.log));
    await runCommand('books', 'block', founder.book, '--data', data);
    const blocked = { status: 403, said: expect.objectContaining({ code: 'book-blocked', retry: true }) };
    await expect.poll(() => asks('heads', {})).toMatchObject(blocked);
    expect(await asks('push', toRun([await founder.write()]))).toMatchObject(blocked);
    await runCommand('books', 'unblock', founder.book, '--data', data);
    await expect.poll(async () => (await asks('heads', {})).status).toBe(200);
    expect((await asks('push', toRun(founder.log))).said).toMatchObject({ taken: 1, duplicates: 1 });
  });

  test('RQ1 a book that is full takes nothing, says so of each segment, and that it may be sent later', async () => {
    const { founder, asks } = await begun('--book-megabytes', '1');
    for (let size = 0; size <= 1_000_000;) size += (await writeLarge(founder)).bytes.length;
    for (const one of founder.log) await asks('push', toRun([one]));
    const next = await founder.write();
    const { said } = await asks('push', segmentsToRun([next.bytes]));
    expect(said).toMatchObject({
      taken: 0,
      later: true,
      refused: [{ segment: next.hash, code: 'book-full' }],
    });
    expect((await headsOf(asks)).heads).not.toContainEqual(wire(next.head));
  });
});

test('RQ1 a server that is told to stop finishes what it has begun to take, and what it answered is there afterwards', async () => {
  const data = temporaryFolder();
  const server = await runServer(['--data', data]);
  const founder = await builder.begin();
  const asks = await letIn(server.url, founder, crypto);
  await asks('push', toRun(founder.log));
  await founder.writeMany(40);
  const pushes = founder.log.map((one) => asks('push', toRun([one])).catch(() => undefined));
  await pushes[1];
  await server.stop();
  const answers = await Promise.all(pushes);
  const again = await runServer(['--data', data]);
  const { segments } = await (await letIn(again.url, { ...founder, proof: [] }, crypto))('pull', {});
  const kept = segments.map((bytes) => Buffer.from(bytes).toString('hex'));
  // With what it has freed, which was held.
  const stored = founder.log.filter((_, i) => Number(answers[i]?.said['taken']) > 0);
  expect(stored.length).toBeGreaterThan(0);
  for (const { bytes } of stored) expect(kept).toContain(Buffer.from(bytes).toString('hex'));
});

test('requests are counted, by what was asked and how it was answered', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const asks = await letIn(url, founder, crypto);
  await asks('heads', {});
  await ask(url, founder.book, 'heads', {});
  const read = async () => (await fetch(`${url}/metrics`)).text();
  await expect.poll(read).toContain('daybook_requests_total{operation="heads",status="401"} 1');
  expect(await read()).toContain('daybook_requests_total{operation="heads",status="200"} 1');
});

test('a ticket that one node gave is good at every other, until the secret is set anew, and what one took is told by all', async ({
  skip,
}) => {
  skip(why !== '', why);
  const data = await newDatabase(postgres!.url);
  const [one, two] = [await runServer(['--data', data]), await runServer(['--data', data])];
  const founder = await builder.begin();
  const { ticket } = (await knock(one.url, founder, crypto)).said;
  const at = (url: string, name: string, body?: object) => ask(url, founder.book, name, body, { ticket });
  expect((await at(two.url, 'heads', {})).said.heads).toEqual([]);
  await at(one.url, 'push', toRun(founder.log));
  await expect.poll(async () => (await at(two.url, 'heads', {})).said.heads).toEqual([wire(founder.head())]);

  await asAdmin(data, 'UPDATE daybook SET secret = DEFAULT');
  const three = await runServer(['--data', data]);
  expect(await at(three.url, 'heads', {})).toMatchObject({ status: 401, said: { code: 'ticket-invalid' } });
});
