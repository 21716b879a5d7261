import { expect, test } from 'vitest';
import type { Draft } from '../../../src/events/event.ts';
import { storedNotices } from '../../../src/book/notices.ts';
import { createDevices, hashesOf, run, stateOf, syncAll } from '../../support/devices.ts';
import { sealAs } from '../../support/seal-as.ts';

const record = 'record:1';

test('ON1: nobody becomes the author of what another vouches for by recording it under its id', async () => {
  const [ada, ben, eve] = await createDevices(3);
  await run(ada!, 'record.create', record, { title: 'Bridge' });
  await syncAll([ada!, ben!, eve!]);
  await run(ada!, 'record.add-comment', record, { text: 'The bolts are tight.' });
  await run(ada!, 'record.sign-off', record, { meaning: 'Safe to open' });
  await syncAll([ada!, ben!, eve!]);

  // Eve names nothing that Ada did as seen, so that what she records sorts before it.
  const { tail } = (await ada!.book.aggregate(record as never)).row;
  for (const { type, v, payload, command } of tail.slice(-2)) {
    const { salt: _, ...said } = payload;
    const drafts: readonly Draft[] = [{ type, v, payload: said }];
    const { bytes } = await sealAs(eve!, { drafts, aggregate: record, command });
    for (const device of [ada!, ben!, eve!]) await device.book.log.take([bytes]);
  }

  for (const device of [ada!, ben!]) {
    const { comments, signOffs } = await stateOf(device, record);
    expect(comments.map(({ text, actor }) => [text, actor])).toContainEqual(['The bolts are tight.', 'Ada']);
    const ofAda = signOffs.filter(({ actor }) => actor === 'Ada');
    expect(ofAda).toMatchObject([{ meaning: 'Safe to open', device: ada!.identity.device }]);
    expect((await device.book.aggregate(record as never)).row.disputed).toHaveLength(2);
    expect((await storedNotices(device.store)).map(({ failure }) => failure.code)).toContain(
      'command-disputed',
    );
  }
  expect(new Set(await hashesOf([ada!, ben!, eve!])).size).toBe(1);
});
