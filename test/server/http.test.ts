import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runServer, temporaryFolder } from '../support/run-server.ts';

const serveApp = async () => {
  const app = temporaryFolder();
  mkdirSync(join(app, 'assets'));
  writeFileSync(join(app, 'index.html'), '<div id="root">');
  writeFileSync(join(app, 'assets', 'app-1.js'), 'run()');
  return runServer(['--data', temporaryFolder(), '--app', app]);
};

test('the app is served with a policy that allows its own files and its own socket only', async () => {
  const { url } = await serveApp();
  const response = await fetch(url);
  expect(await response.text()).toContain('root');
  const policy = response.headers.get('content-security-policy')!;
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain(`connect-src 'self' ${url.replace('http', 'ws')}`);
  expect(policy.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe');
  expect((await fetch(`${url}/assets/app-1.js`)).headers.get('cache-control')).toContain('immutable');
});

test('a server starts with any time that a request may take', async () => {
  for (const seconds of ['1', '3600'])
    expect((await runServer(['--data', temporaryFolder(), '--request-seconds', seconds])).url).toContain(
      'http',
    );
});

test('a place in the app is the app, and a missing file is not', async () => {
  const { url } = await serveApp();
  expect(await (await fetch(`${url}/records/1?x=2`)).text()).toContain('root');
  expect((await fetch(`${url}/assets/none.js`)).status).toBe(404);
  expect((await fetch(`${url}/..%2f..%2fpackage.json`)).status).toBe(404);
});

test('health names the version, and metrics count without names', async () => {
  const { url } = await runServer();
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
    status: 'ok',
    version: expect.any(String),
  });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('daybook_connections 0');
});

test('what is no WebSocket is told so', async () => {
  const { url } = await runServer();
  expect((await fetch(`${url}/sync`)).status).toBe(426);
});

test('one address may not knock without end', async () => {
  const { url } = await runServer(['--data', temporaryFolder(), '--handshakes', '2']);
  const answers = [await fetch(`${url}/sync`), await fetch(`${url}/sync`), await fetch(`${url}/sync`)];
  expect(answers.map((response) => response.status)).toEqual([426, 426, 429]);
});
