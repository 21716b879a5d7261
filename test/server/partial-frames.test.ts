/** Case 19: frames of which a part comes, and perhaps never the rest. */
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { createLogBuilder } from '../support/log-builder.ts';
import { queuedBytes } from '../support/raw-request.ts';
import { serverWithAsker } from '../support/requests.ts';
import { acknowledged, enter, push, type SyncDevice } from '../support/sync-device.ts';
import { writeLarge } from '../support/write-large.ts';

const builder = await createLogBuilder();
const { crypto } = builder;
const MB = 1024 * 1024;

/** The head of a frame of bytes, masked with zeros (RFC 6455, section 5.2), and so much of what it claims. */
const begin = ({ socket }: SyncDevice, claimed: number, sent: number): void => {
  const head = Buffer.alloc(14);
  head.set([0x82, 0x80 | 127]);
  head.writeBigUInt64BE(BigInt(claimed), 2);
  const { _socket: tcp } = socket as unknown as { readonly _socket: Socket };
  tcp.write(Buffer.concat([head, Buffer.alloc(sent)]));
};

test('case 19: what the devices of a book have sent of frames in part is bounded, gives way to what others bring, and holds up nobody', async () => {
  const { url, founder } = await serverWithAsker(builder);
  const begun = await Promise.all(Array.from({ length: 8 }, () => enter(url, founder, crypto)));
  for (const device of begun) begin(device, 4 * MB, 3.9 * MB);
  await expect.poll(() => queuedBytes(url)).toBeGreaterThan(15 * MB);

  const device = await enter(url, founder, crypto);
  const small = await founder.write();
  push(device, [small]);
  await acknowledged(device, small.hash);
  // 31 MB were sent. Of each the first bytes are not held against it.
  expect(await queuedBytes(url)).toBeLessThan(20 * MB);

  const large = await writeLarge(founder);
  push(device, [large]);
  await acknowledged(device, large.hash);
  const isClosed = (one: SyncDevice): boolean => one.unread.some(({ type }) => type === 'closed');
  await expect.poll(() => begun.filter(isClosed).length).toBeGreaterThan(2);
  for (const { socket } of begun) socket.terminate();
  await expect.poll(() => queuedBytes(url)).toBe(0);
});
