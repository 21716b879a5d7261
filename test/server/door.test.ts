/** Who is let in, where the members of a book cannot be counted. */
import { expect, onTestFinished, test } from 'vitest';
import { openBookLog } from '../../sync-server/book/book-log.ts';
import { noneHeld } from '../../sync-server/book/waiting.ts';
import { admitDevice, type Door } from '../../sync-server/connection/door.ts';
import { openSqliteStore } from '../../sync-server/sqlite/store.ts';
import { systemTurns } from '../../sync-server/turns.ts';
import { bytesToBase64 } from '../../src/kernel/bytes.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { challengeMessage } from '../../src/sync/protocol.ts';
import { createLogBuilder } from '../support/log-builder.ts';
import { temporaryFolder } from '../support/run-server.ts';

test('a count of the members that stays behind the store keeps a newcomer out, and the server from trying for ever', async () => {
  const opened = openSqliteStore(temporaryFolder(), { broken: () => undefined, committed: () => undefined });
  if (!opened.ok) throw new Error(opened.error.message);
  const store = opened.value;
  onTestFinished(() => store.close());
  const builder = await createLogBuilder();
  const { crypto } = builder;
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  const log = await openBookLog(founder.book, store, crypto, systemTurns, noneHeld());
  await log.take(founder.log.map(({ bytes }) => bytes));
  const challenge = {
    origin: 'http://here',
    book: founder.book,
    deviceNonce: '0'.repeat(64),
    serverNonce: '1'.repeat(64),
  };
  const signature = await crypto.sign(
    guest.keys.signing,
    challengeMessage(challenge.origin, challenge.book, challenge.deviceNonce, challenge.serverNonce),
  );
  const answer = { signature: bytesToBase64(signature), proof: guest.proof };
  const rulings: Door['rulings'] = {
    standingOf: () => 'open',
    quotaOf: () => ({ maxBytes: undefined, maxDevices: 9 }),
  };
  const door = { crypto, clock: systemClock, takesNewBooks: true, rulings };
  const behind = { ...log, counted: () => log.counted() - 1 };
  await expect(admitDevice(behind, guest.device, challenge, answer, door)).rejects.toThrow(
    'could not be counted',
  );
  expect(await store.heads(founder.book)).toHaveLength(1);
  expect(await admitDevice(log, guest.device, challenge, answer, door)).toMatchObject({ ok: true });
});
