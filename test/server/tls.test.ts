import { copyFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer, temporaryFolder, tryServer } from '../support/run-server.ts';
import { claim, dial } from '../support/sync-device.ts';

const builder = await createLogBuilder();

/** Files of a certificate, which can be replaced as a renewal does. */
const certificateFiles = () => {
  const folder = temporaryFolder();
  const [cert, key] = [join(folder, 'tls.crt'), join(folder, 'tls.key')];
  const place = (name: 'one' | 'two'): void => {
    copyFileSync(`test/support/tls/${name}.crt`, cert);
    copyFileSync(`test/support/tls/${name}.key`, key);
  };
  place('one');
  return { cert, key, place, args: ['--data', temporaryFolder(), '--tls-cert', cert, '--tls-key', key] };
};

/** The fingerprint of the certificate that is shown to a new connection. */
const shown = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(`${url}/health`, { rejectUnauthorized: false, agent: false }, (response) => {
      resolve((response.socket as TLSSocket).getPeerCertificate().fingerprint256);
      response.resume();
    });
    request.on('error', reject);
  });

test('with a certificate of its own the server speaks TLS, and devices dial https', async () => {
  const { url } = await runServer(certificateFiles().args);
  expect(url).toMatch(/^https:/);
  const device = await dial(url, { rejectUnauthorized: false });
  await claim(device, await builder.begin(), builder.crypto);
  await device.next('welcome');
});

test('a renewed certificate is shown from the next connection on, and one that is spoilt changes nothing', async () => {
  const { args, place, cert } = certificateFiles();
  const server = await runServer(args);
  const first = await shown(server.url);
  place('two');
  expect(server.reload()).toEqual({ ok: true, value: null });
  const second = await shown(server.url);
  expect(second).not.toBe(first);
  writeFileSync(cert, 'half a certi');
  expect(server.reload()).toMatchObject({ ok: false, error: { code: 'certificate-unusable' } });
  expect(await shown(server.url)).toBe(second);
});

test('a certificate without its key, or with another one, is named at the start', async () => {
  const { cert, key } = certificateFiles();
  expect(await tryServer(['--data', temporaryFolder(), '--tls-cert', cert])).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('--tls-key') },
  });
  copyFileSync('test/support/tls/two.key', key);
  const args = ['--data', temporaryFolder(), '--tls-cert', cert, '--tls-key', key];
  expect(await tryServer(args)).toMatchObject({ ok: false, error: { code: 'certificate-unusable' } });
});

test('behind a trusted proxy each address has its own share of handshakes, behind no other', async () => {
  const knock = async (url: string, address: string) =>
    (await fetch(`${url}/sync`, { headers: { 'x-forwarded-for': address } })).status;
  const base = ['--data', temporaryFolder(), '--handshakes', '1'];
  const trusting = await runServer([...base, '--trusted-proxies', '127.0.0.1']);
  expect([await knock(trusting.url, '192.0.2.1'), await knock(trusting.url, '192.0.2.2')]).toEqual([
    426, 426,
  ]);
  expect(await knock(trusting.url, '192.0.2.1')).toBe(429);
  const wary = await runServer(['--data', temporaryFolder(), '--handshakes', '1']);
  expect([await knock(wary.url, '192.0.2.1'), await knock(wary.url, '192.0.2.2')]).toEqual([426, 429]);
});
