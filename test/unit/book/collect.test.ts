import { expect, test } from 'vitest';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import { lastSeq } from '../../../src/log/header.ts';
import { createDevices, deliver, run, type Device } from '../../support/devices.ts';
import { connect } from '../../support/scripted-link.ts';
import { ownLog } from '../../support/seal-as.ts';

/** Ada knows Bob's log of some segments, and has written behind it. */
const written = async () => {
  const [ada, bob, cleo] = await createDevices(3);
  for (let i = 0; i < 6; i++) {
    await run(bob, 'record.create', `record:${i}`, { title: `${i}` });
    await bob.book.seal();
    await run(ada, 'record.create', `record:1${i}`, { title: `${i}` });
    await ada.book.seal();
  }
  await deliver(bob, ada);
  const log = (await ownLog(bob)).filter(({ header }) => header.kind === 'events');
  return { ada, bob, cleo, log };
};

test('what was refused is not offered again, nor what follows on it; all else is', async () => {
  const { ada, bob, cleo, log } = await written();
  const after = await cleo.book.log.heads();
  const { hash, header } = log[2]!;
  const refused = [{ device: header.device, seq: lastSeq(header), hash }];
  const all = await ada.book.log.collect({ after, unknownThere: [], budget: Infinity });
  const some = await ada.book.log.collect({ after, unknownThere: [], refused, budget: Infinity });
  const left = new Set(some.segments.map(({ head }) => head.hash));
  expect(all.segments.map(({ head }) => head.hash).filter((one) => !left.has(one))).toEqual(
    log.slice(2).map((segment) => segment.hash),
  );
  expect(some.segments.some(({ head }) => head.device === bob.identity.device)).toBe(true);
});

test('a log of which the other side takes nothing does not keep later ones from it, also after a while', async () => {
  const { ada, cleo, log } = await written();
  const first = log[0]!.hash;
  const picky: Device = {
    ...cleo,
    book: {
      ...cleo.book,
      log: {
        ...cleo.book.log,
        take: async (segments) => {
          const parsed = segments.filter((bytes) => !log.some((one) => Buffer.from(one.bytes).equals(bytes)));
          const taken = await cleo.book.log.take(parsed);
          const failure = { code: 'signature-wrong', message: 'No.' };
          const isThere = parsed.length < segments.length;
          return isThere ? { ...taken, refused: [{ segment: first as SegmentHash, failure }] } : taken;
        },
      },
    },
  };
  const link = await connect([ada, picky]);
  for (let rounds = 0; rounds < 6; rounds++) {
    while (!link.isQuiet()) for (const end of [0, 1] as const) await link.move(end, 'deliver');
    await link.wait();
  }
  const heads = await cleo.book.log.heads();
  const own = (await ada.book.log.heads()).find(({ device }) => device === ada.identity.device);
  expect(heads).toContainEqual(own);
  expect(link.session(0).refused.map(({ hash }) => hash)).toEqual([first]);
});
