import { expect, test, vi } from 'vitest';
import { loadMain } from '../../doubles/load-main.ts';

const POLICY = 'content-security-policy';

test('the app is served with a strict policy that names the configured server', async () => {
  vi.stubEnv('DAYBOOK_SERVER', 'https://books.example.org/');
  const response = await (await loadMain()).fetch('app://daybook/');
  vi.unstubAllEnvs();
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<div id="root">');
  const policy = response.headers.get(POLICY)!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self' https://books.example.org wss://books.example.org;");
  expect(policy.replace("'wasm-unsafe-eval'", '')).not.toContain('unsafe-');
});

test('a place in the app is the app, and a missing file is not', async () => {
  const { fetch } = await loadMain();
  expect((await fetch('app://daybook/people')).headers.get('content-type')).toContain('text/html');
  const missing = await fetch('app://daybook/assets/none.js');
  expect(missing.status).toBe(404);
  expect(missing.headers.get(POLICY)).toContain("default-src 'none'");
});

test.each([
  'app://daybook/../main/index.js',
  'app://daybook/%2e%2e/main/index.js',
  'app://daybook/..%2fmain%2findex.js',
  'app://daybook/assets/..%2f..%2f..%2fpackage.json',
  'app://daybook/..%5cmain%5cindex.js',
  'app://daybook//etc/hosts.json',
  'app://daybook/%00.js',
  'app://daybook/%zz.js',
  'app://elsewhere/index.html',
])('nothing outside the renderer is served: %s', async (url) => {
  const { fetch } = await loadMain();
  expect((await fetch(url)).status).toBe(404);
});

test('the app is only read', async () => {
  const { fetch } = await loadMain();
  expect((await fetch('app://daybook/', 'POST')).status).toBe(405);
});
