/** Many at once, over plain sockets: devices that all come back when a server starts again, or is told to stop. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { runServer, spawnServer, temporaryFolder } from '../support/run-server.ts';

/** A socket that may be refused or reset, and goes with the test. */
const dial = (url: string): Socket => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
};

const upgrade = (socket: Socket, url: string): void =>
  void socket.write(
    `GET /sync HTTP/1.1\r\nHost: ${new URL(url).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n',
  );

const CROWD = 700;
const BOUND = '/proc/sys/net/core/somaxconn';
const systemsBound = (): number => {
  try {
    return Number(readFileSync(BOUND, 'utf8'));
  } catch {
    return 0;
  }
};

test('who comes while the server is busy is waiting at its door, and is not sent away to ask again later', async ({
  skip,
}) => {
  skip(systemsBound() < CROWD, `the system lets fewer than ${CROWD} wait, or does not say (${BOUND})`);
  const { child, url } = await spawnServer(['--data', temporaryFolder()]);
  child.kill('SIGSTOP');
  const came = Array.from({ length: CROWD }, () => once(dial(url!), 'connect'));
  expect(await Promise.all(came)).toHaveLength(CROWD);
});

test('a server that is told to stop ends also where a device comes back while others are being closed', async () => {
  const { url, stop } = await runServer();
  const slow = dial(url);
  upgrade(slow, url);
  await once(slow, 'data');
  const stopped = stop();
  // It has been told to stop, and says nothing to it: as long as it does not, the server waits.
  await once(slow, 'data');
  const late = dial(url);
  const closed = once(late.resume(), 'close');
  upgrade(late, url);
  await closed;
  expect(slow.destroyed).toBe(false);
  slow.destroy();
  await stopped;
});
