import { expect, test } from 'vitest';
import type { BookId } from '../../src/kernel/ids.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { ask, serverWithAsker } from '../support/requests.ts';

const builder = await createLogBuilder();

test('what is no such request is told so in JSON, also by a server that serves the app to every place', async () => {
  const { url, founder } = await serverWithAsker(builder);
  expect(await ask(url, founder.book, 'everything')).toMatchObject({
    status: 404,
    said: { code: 'not-found' },
  });
  expect(await ask(url, 'B' as BookId, 'heads', {})).toMatchObject({ status: 400 });
});

test('pages of the app and of the server may ask, and are told so before they do; others may not', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const preflight = (origin: string) =>
    fetch(`${url}/api/books/${founder.book}/push`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
  for (const origin of ['app://daybook', url]) {
    const { status, headers } = await preflight(origin);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(headers.get('access-control-allow-headers')).toContain('authorization');
  }
  for (const origin of ['https://evil.example', 'null']) {
    const { status, headers } = await preflight(origin);
    expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect((await ask(url, founder.book, 'challenge', {}, { origin })).status).toBe(403);
  }
});
