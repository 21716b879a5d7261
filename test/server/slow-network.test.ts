/** Networks of the country: everything comes through, late. */
import { expect, test } from 'vitest';
import { systemTimers } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';
import { fetchRequests } from '../../src/platform/requests.ts';
import { webSocketTransport } from '../../src/platform/web-socket.ts';
import { requestTransport } from '../../src/sync/request-transport.ts';
import { foundDevice, inviteDevice, run, segmentsOf, stateOf, type Device } from '../support/devices.ts';
import { goOnline, settled } from '../support/online.ts';
import { runServer, temporaryFolder } from '../support/run-server.ts';
import { seededRandom, steppingClock } from '../support/seeded.ts';
import { startSlowProxy } from '../support/slow-proxy.ts';

/** How much faster than life devices live here, and the network is: a busy machine may stop for two seconds. */
const FASTER = 12;
const timers = {
  after: (milliseconds: number, task: () => void) => systemTimers.after(milliseconds / FASTER, task),
};

const begun = async (bytesASecond: number) => {
  const server = await runServer(['--data', temporaryFolder()], { clock: steppingClock() });
  const proxy = await startSlowProxy(server.url, FASTER * bytesASecond);
  const ada = await foundDevice('founder', proxy.url);
  await run(ada, 'record.create', 'record:1', { title: 'Bridge' });
  return { proxy, ada };
};

/** So many bytes of text that no packing makes shorter. */
const noted = async (device: Device, bytes: number): Promise<void> => {
  const random = seededRandom('text');
  for (let left = bytes; left > 0; left -= 7000)
    await run(device, 'record.add-comment', 'record:1', {
      text: Buffer.from(random.bytes(5250)).toString('base64'),
    });
};

const sizeOf = async (device: Device): Promise<number> =>
  (await segmentsOf(device)).reduce((sum, { length }) => sum + length, 0);

/** Handshakes, heads, invitations and enrolments come to a little more. */
const BESIDES = 1.2;

const { sha256 } = await createCrypto();

/** What just goes in one segment. */
const BYTES = 644_000;

test.each([
  ['64 kbit/s', 'a WebSocket', webSocketTransport, 8_000, 60],
  ['32 kbit/s', 'plain requests', requestTransport(fetchRequests, timers, sha256), 4_000, 120],
])(
  'what was written offline, in one large segment, comes over %s both ways by %s, once',
  async (_rate, _by, by, rate, seconds) => {
    const { proxy, ada } = await begun(rate);
    const bob = await inviteDevice(ada, 'guest');
    await noted(ada, BYTES);
    const first = goOnline(ada, by, timers);
    await settled(first);
    const size = await sizeOf(ada);
    // So long at this speed, and nobody has given up.
    expect(size).toBeGreaterThan(seconds * rate);
    expect(proxy.carried().up).toBeLessThan(BESIDES * size);
    expect(first.dials()).toBe(1);

    const second = goOnline(bob, by, timers);
    await settled(first, second);
    expect(proxy.carried().down).toBeLessThan(BESIDES * size);
    expect(second.dials()).toBe(1);
    expect((await stateOf(bob, 'record:1')).comments).toHaveLength(BYTES / 7000);
  },
);
