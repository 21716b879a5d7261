import { expect, test } from 'vitest';
import { createDevices, run, stateOf, type Device } from '../../support/devices.ts';
import { ownLog, sealAs } from '../../support/seal-as.ts';

test('a held segment with a wrong signature is dropped when it is freed, and the others go on', async () => {
  const [ada, eve, mallory] = await createDevices(3);
  const before = await sealAs(eve);
  const [last] = (await ownLog(eve)).slice(-1);
  const impostor: Device = { ...eve, identity: { ...eve.identity, signing: mallory.identity.signing } };
  const follows = { prev: before.hash, seq: last!.header.seq + 2, depth: last!.header.depth + 2 };
  const forged = await sealAs(impostor, { changed: follows });
  expect(await ada.book.log.take([forged.bytes])).toMatchObject({ held: 1, admitted: [], refused: [] });
  const taken = await ada.book.log.take([before.bytes]);
  expect(taken).toMatchObject({ held: 0, refused: [] });
  expect(taken.admitted.map(({ head }) => head.hash)).toEqual([before.hash]);
});

test('a held copy whose signature was spoilt on the way does not keep the right one out', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await bob.book.seal();
  const [first, second] = (await ownLog(bob)).slice(-2);
  const spoilt = second!.bytes.slice();
  spoilt[4 + second!.headerBytes.length]! ^= 1;
  expect(await ada.book.log.take([spoilt])).toMatchObject({ held: 1 });
  const taken = await ada.book.log.take([first!.bytes, second!.bytes]);
  expect(taken.admitted.map(({ head }) => head.hash)).toEqual([first!.hash, second!.hash]);
  expect(taken).toMatchObject({ held: 0, refused: [] });
});

test('HB1: a segment waits for its predecessor, unacknowledged, and is admitted when that arrives', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  await run(bob, 'record.set-title', 'record:1', { title: 'Two' });
  await bob.book.seal();
  const [first, second] = (await ownLog(bob)).slice(-2);
  const heads = await ada.book.log.heads();
  expect(await ada.book.log.take([second!.bytes])).toMatchObject({ held: 1, admitted: [] });
  expect(await ada.book.log.heads()).toEqual(heads);
  const taken = await ada.book.log.take([first!.bytes]);
  expect(taken.admitted.map(({ head }) => head.hash)).toEqual([first!.hash, second!.hash]);
  expect(taken.held).toBe(0);
  expect((await stateOf(ada, 'record:1')).title.map(({ value }) => value)).toEqual(['Two']);
});

test('HB1: what waits is bounded, and what finds no room is taken when it is sent again', async () => {
  const [ada, bob] = await createDevices(2);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  await bob.book.seal();
  const first = (await ownLog(bob)).at(-1)!;
  const chain = [first.bytes];
  let last = first;
  for (let i = 0; i < 5000; i++) {
    const small = await sealAs(bob, {
      after: last,
      aggregate: `record:${i}`,
      drafts: [{ type: 'record.comment-added', v: 1, payload: { text: 'x' } }],
    });
    chain.push(small.bytes);
    last = {
      hash: small.hash,
      header: {
        ...last.header,
        seq: last.header.seq + 1,
        events: 1,
        commands: 1,
        depth: last.header.depth + 1,
      },
    } as typeof last;
  }
  const waiting = await ada.book.log.take(chain.slice(1));
  expect(waiting).toMatchObject({ held: 4096, admitted: [] });
  expect((await ada.book.log.take(chain.slice(0, 1))).admitted).toHaveLength(4097);
  expect((await ada.book.log.take(chain)).admitted).toHaveLength(5001 - 4097);
});
