/** What the real server logs while all kinds of things happen to it, on real sockets and at the lowest level. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { bytesToBase64, bytesToHex, utf8ToBytes, type Bytes } from '../../src/kernel/bytes.ts';
import { parseSegment, partsToSegment } from '../../src/log/segment.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import { challengeMessage, PROTOCOL } from '../../src/sync/protocol.ts';
import { answerChallenge, ask, toRun } from '../support/requests.ts';
import { createLogBuilder, type Writer } from '../support/log-builder.ts';
import { asAdmin, newDatabase, tryPostgres } from '../support/postgres.ts';
import { spawnServer, temporaryFolder } from '../support/run-server.ts';
import { partsOf, spellings } from '../support/spellings.ts';
import { acknowledged, claim, dial, enter, push } from '../support/sync-device.ts';

const { server: postgres, why } = await tryPostgres();
afterAll(() => postgres?.stop());

const builder = await createLogBuilder();
const { crypto } = builder;

const PASSWORD = 'hunter2-of-the-database';
const TYPED = 'typed-by-a-person';

const wronglySigned = async (writer: Writer): Promise<{ readonly bytes: Bytes }> => {
  const parsed = parseSegment((await writer.write()).bytes, crypto.sha256);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { headerBytes, signature, body } = parsed.value;
  return {
    bytes: partsToSegment(
      headerBytes,
      signature.map((byte) => byte ^ 1),
      body,
    ),
  };
};

const inFile = async (data: string, sql: string): Promise<void> => {
  const database = new DatabaseSync(join(data, 'daybook.db'));
  database.exec(sql);
  database.close();
};

/** A database that only a role with that password owns. */
const newOwned = async (): Promise<string> => {
  const url = new URL(await newDatabase(postgres!.url));
  const name = url.pathname.slice(1);
  await asAdmin(postgres!.url, `CREATE ROLE ${name} LOGIN PASSWORD '${PASSWORD}'`);
  await asAdmin(postgres!.url, `ALTER DATABASE ${name} OWNER TO ${name}`);
  [url.username, url.password] = [name, PASSWORD];
  return url.href;
};

const REFUSE_SEGMENTS = [
  `CREATE TRIGGER refusing BEFORE INSERT ON segments BEGIN SELECT RAISE(ABORT, 'planted'); END`,
  'ALTER TABLE segments ADD CHECK (length(bytes) < 0) NOT VALID',
] as const;

const STORES = [
  ['a data folder', async () => temporaryFolder(), inFile, REFUSE_SEGMENTS[0], ''],
  ['PostgreSQL', newOwned, asAdmin, REFUSE_SEGMENTS[1], why],
] as const;

interface Line {
  readonly level: number;
  readonly msg: string;
  readonly connection?: string;
  readonly request?: string;
  readonly code?: string;
  readonly book?: string;
  readonly codes?: Readonly<Record<string, number>>;
}

describe.each(STORES)('with the data in %s', (_name, newData, change, refuseSegments, missing) => {
  beforeEach(({ skip }) => skip(missing !== '', missing));

  /** All that happened, all that must not be in the log of it, and that log. */
  const happen = async () => {
    const data = await newData();
    const running = await spawnServer(['--log-level', 'debug', '--book-devices', '2'], {
      DAYBOOK_DATA: data,
    });
    const url = running.url!;
    const founder = await builder.begin(TYPED);
    const [invited, late] = [await founder.invite(), await founder.invite()];
    const guest = await builder.join(invited, TYPED);
    await guest.write([founder.head()]);
    const stored = [...founder.log, ...guest.log];
    const device = await enter(url, founder, crypto);
    push(device, stored);
    await acknowledged(device, founder.head().hash, guest.head().hash);

    // Each connection is refused for a reason of its own.
    const spoilt = await wronglySigned(founder.clone());
    push(device, [spoilt]);
    await device.next('refused');
    await device.close();
    const nonce = bytesToHex(systemRandom.bytes(32));
    const replaying = await dial(url);
    replaying.send({ type: 'hello', protocol: PROTOCOL, book: founder.book, device: founder.device, nonce });
    const challenge = await replaying.next('challenge');
    const signature = await crypto.sign(
      founder.keys.signing,
      challengeMessage('http://elsewhere', founder.book, nonce, challenge.nonce),
    );
    replaying.send({ type: 'prove', signature: bytesToBase64(signature), proof: [...founder.proof] });
    await replaying.next('closed');
    const third = await builder.join(late, TYPED);
    const surplus = await dial(url);
    await claim(surplus, third, crypto);
    await surplus.next('closed');
    const babbling = await dial(url);
    babbling.socket.send(`{"type":"${TYPED}"`);
    await babbling.next('closed');

    const headers = { authorization: `Bearer ${TYPED}`, cookie: TYPED, 'x-forwarded-for': TYPED };
    const asked = await fetch(`${url}/${TYPED}?invitation=${TYPED}`, { headers });
    const body = `{"${TYPED}`;
    await fetch(`${url}/health`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

    const answered = await answerChallenge(url, founder, crypto);
    const { said } = await ask(url, founder.book, 'ticket', answered);
    const { ticket } = said;
    const byRequest = await founder.write();
    const pushed = await ask(url, founder.book, 'push', toRun([byRequest]), { ticket });
    expect(pushed.status).toBe(200);
    const pulled = await ask(url, founder.book, 'pull', { heads: [], unknown: [] }, { ticket });
    expect(pulled.segments.length).toBeGreaterThan(0);
    await ask(url, founder.book, 'pull', { heads: [], unknown: [] }, { ticket: `${ticket}x` });

    // The database fails under a read, and then under a write.
    await change(data, 'ALTER TABLE heads RENAME TO away');
    const reading = await dial(url);
    await claim(reading, { ...founder, book: nonce as Writer['book'] }, crypto);
    await reading.next('closed');
    await change(data, 'ALTER TABLE away RENAME TO heads');
    const writing = await enter(url, founder, crypto);
    await change(data, refuseSegments);
    const last = await guest.write();
    push(writing, [last]);
    expect(await running.ended()).toBe(1);

    const secrets = [founder, guest, third].flatMap(({ keys: { signing, sealing } }) => [
      ...partsOf(signing.privateKey),
      ...partsOf(sealing.privateKey),
    ]);
    return {
      text: running.text(),
      requestId: asked.headers.get('request-id'),
      hidden: [
        ...secrets,
        ...[invited, late].flatMap(({ oneTime }) => partsOf(oneTime.privateKey)),
        ...[...stored, byRequest, last, spoilt].flatMap(({ bytes }) => partsOf(bytes)),
        ...partsOf(signature),
        ticket,
        answered.challenge,
        answered.signature,
        nonce,
        challenge.nonce,
        PASSWORD,
        TYPED,
        ...spellings(utf8ToBytes(TYPED)),
        ...spellings(utf8ToBytes(PASSWORD)),
      ],
    };
  };

  test('no content and no secret is logged, at no level, whatever happens', async () => {
    const { text, hidden } = await happen();
    expect(text).toContain('"level":20');
    expect(hidden.filter((one) => text.includes(one))).toEqual([]);
  });

  test('each line about a connection or a request says which, and what came of it', async () => {
    const { text, requestId } = await happen();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const stories = Map.groupBy(
      lines.filter(({ connection }) => connection !== undefined),
      ({ connection }) => connection!,
    );
    expect([...stories.keys()].filter((id) => !/^[0-9a-f]{16}$/.test(id))).toEqual([]);
    const told = [...stories.values()].map((story) =>
      story.map(({ msg, code, codes }) =>
        [msg, code ?? Object.keys(codes ?? {})[0]].filter(Boolean).join(': '),
      ),
    );
    expect(told).toEqual([
      ['connected', 'let in', 'segments refused: signature-wrong', 'closed'],
      ['connected', 'turned away: not-admitted', 'told to stop: not-admitted', 'closed'],
      ['connected', 'turned away: devices-full', 'told to stop: devices-full', 'closed'],
      ['connected', 'told to stop: frame-malformed', 'closed'],
      ['connected', 'a connection failed', 'told to stop: server-failed', 'closed'],
      ['connected', 'let in'],
    ]);
    const about = lines.filter(({ msg }) => /connect|let in|turned|told|refused|closed/.test(msg));
    expect(about.filter(({ connection }) => connection === undefined)).toEqual([]);
    const answered = lines.filter(({ msg }) => msg === 'answered');
    expect(answered.map(({ request }) => request)).toContain(requestId);
    expect(new Set(answered.map(({ request }) => request)).size).toBe(answered.length);
    expect(lines.at(-1)).toMatchObject({ level: 50, msg: expect.stringContaining('nothing may go on') });
  });
});
