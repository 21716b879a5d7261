/** Cases 17 and 19 by plain requests: bodies that are not what they should be. */
import { expect, test } from 'vitest';
import { RUN } from '../../src/sync/requests.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { beginRequest } from '../support/raw-request.ts';
import { knock, serverWithAsker } from '../support/requests.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('RQ2 who has no ticket is answered, and gone, before any of its body is read', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const { answer } = await beginRequest(url, [
    `POST /api/books/${founder.book}/push HTTP/1.1`,
    `Content-Type: ${RUN}`,
    'Content-Length: 4000000',
  ]);
  expect(await answer).toContain('ticket-invalid');
});

test.each([
  ['push', RUN, 6_000_000],
  ['pull', 'application/json', 20_000_000],
])(
  'case 19: a %s that claims more than any may have is refused at its header',
  async (name, type, length) => {
    const { url, founder } = await serverWithAsker(builder);
    const { ticket } = (await knock(url, founder, crypto)).said;
    const { answer } = await beginRequest(url, [
      `POST /api/books/${founder.book}/${name} HTTP/1.1`,
      `Authorization: Bearer ${ticket}`,
      `Content-Type: ${type}`,
      `Content-Length: ${length}`,
    ]);
    expect(await answer).toContain('too-large');
  },
);

test('case 19: a stranger may send no more than a proof needs, and has as little time for it as for anything', async () => {
  const { url } = await runServer(['--data', temporaryFolder(), '--request-seconds', '2']);
  const { book } = await builder.begin();
  const large = await beginRequest(url, [
    `POST /api/books/${book}/ticket HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 300000',
  ]);
  expect(await large.answer).toContain('too-large');
  const slow = await beginRequest(url, [
    `POST /api/books/${book}/ticket HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 300',
  ]);
  expect(await slow.answer).not.toContain('200');
});

test.each([
  ['that asks for a WebSocket, and has a body', 'POST', ['Connection: Upgrade', 'Upgrade: websocket']],
  ['that is none of its method', 'GET', []],
])('case 19: a body %s has no more time than any', async (_what, method, more) => {
  const { url } = await runServer(['--data', temporaryFolder(), '--request-seconds', '2']);
  const { book } = await builder.begin();
  const { answer } = await beginRequest(url, [
    `${method} /api/books/${book}/challenge HTTP/1.1`,
    'Content-Type: application/json',
    'Content-Length: 300',
    ...more,
  ]);
  expect(await answer).not.toContain('200 OK');
});

const malformed: Readonly<Record<string, readonly [string, object | Uint8Array]>> = {
  'with a field too many': ['heads', { heads: [], admin: true }],
  'with a head that is none': ['pull', { heads: [['x', 1, 'y']] }],
  'with heads that are no list': ['pull', { heads: { length: 1 } }],
  'that names a prototype': ['heads', JSON.parse('{"__proto__": {"heads": []}}')],
  'of bytes cut short': ['push', new Uint8Array([0, 0, 0, 9, 1])],
  'with a huge length': ['push', new Uint8Array([255, 255, 255, 255, 1])],
  'of JSON in the place of a run': ['push', { segments: [] }],
  'of a run in the place of JSON': ['pull', new Uint8Array([1])],
};
test.each(Object.entries(malformed))('case 17: a request %s is refused', async (_what, [name, body]) => {
  const { asks } = await serverWithAsker(builder);
  const { status, said } = await asks(name, body);
  expect([status, said.code, said.retry]).toEqual([400, 'request-malformed', false]);
});
