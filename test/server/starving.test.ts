import { expect, test } from 'vitest';
import { WINDOW } from '../../src/sync/in-flight.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { runServer } from '../support/run-server.ts';
import { writeLarge } from '../support/write-large.ts';
import { acknowledged, enter, push } from '../support/sync-device.ts';

const builder = await createLogBuilder();
const { crypto } = builder;

test('a log that a device refuses, longer than what may be in flight, does not keep the others from it', async () => {
  const { url } = await runServer();
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  let size = 0;
  while (size <= WINDOW + 1_000_000) size += (await writeLarge(guest)).bytes.length;
  await founder.writeMany(2 * guest.log.length);
  const device = await enter(url, founder, crypto);
  push(device, founder.log);
  for (const segment of guest.log) push(device, [segment]);
  await acknowledged(device, founder.head().hash, guest.head().hash);

  const picky = await enter(url, founder, crypto);
  picky.send({ type: 'have', heads: [], unknown: [] });
  const refused = guest.log[1]!.hash;
  const last = founder.log.at(-1)!.bytes;
  for (let isDone = false; !isDone;) {
    const { segments } = await picky.next('segments');
    const has = (wanted: Uint8Array) => segments.some((one) => Buffer.from(one).equals(Buffer.from(wanted)));
    if (has(guest.log[1]!.bytes))
      picky.send({ type: 'refused', segment: refused, code: 'signature-wrong', message: 'No.' });
    isDone = has(last);
  }
  expect(picky.unread.filter(({ type }) => type === 'stop')).toEqual([]);
});
