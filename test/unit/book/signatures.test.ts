import { expect, test } from 'vitest';
import { createDevices, hashesOf, openAgain, run, segmentsOf } from '../../support/devices.ts';
import { ownLog, spoil } from '../../support/seal-as.ts';

/** Bob's log of some segments, each of one command. */
const written = async () => {
  const [ada, bob, cleo] = await createDevices(3);
  await run(bob, 'record.create', 'record:1', { title: 'One' });
  for (let i = 0; i < 8; i++) {
    await bob.book.seal();
    await run(bob, 'record.add-comment', 'record:1', { text: `${i}` });
  }
  await bob.book.seal();
  const log = (await ownLog(bob)).filter(({ header }) => header.kind === 'events');
  return { ada, bob, cleo, log: log.map(({ bytes }) => bytes) };
};

test('case 16: signatures that a relay has swapped in mid-run do no harm to those who are given the run on', async () => {
  const { ada, bob, cleo, log } = await written();
  const relayed = log.map((bytes, i) => (i % 4 === 3 || i === log.length - 1 ? bytes : spoil(bob, bytes)));
  expect(await ada.book.log.take(relayed)).toMatchObject({ refused: [], held: 0 });
  let pages = 0;
  for (let more = true; more; pages++) {
    const after = await cleo.book.log.heads();
    const collected = await ada.book.log.collect({ after, unknownThere: [], budget: 3 * log[1]!.length });
    const taken = await cleo.book.log.take(collected.segments.map(({ bytes }) => bytes));
    expect(taken.refused).toEqual([]);
    expect(taken.admitted.length).toBeGreaterThan(0);
    more = collected.more;
  }
  expect(pages).toBeGreaterThan(1);
  expect(new Set(await hashesOf([ada, bob, cleo])).size).toBe(1);
});

test('case 16: a swapped signature at the end of what is received is refused, and what stands before it is taken', async () => {
  const { ada, bob, log } = await written();
  const relayed = log.map((bytes, i) => (i < log.length - 1 ? bytes : spoil(bob, bytes)));
  const taken = await ada.book.log.take(relayed);
  expect(taken.admitted).toHaveLength(log.length - 1);
  expect(taken.refused).toMatchObject([{ failure: { code: 'signature-wrong' } }]);
  await ada.book.log.take(log);
  expect(new Set(await hashesOf([ada, bob])).size).toBe(1);
});

test('case 16: a control record is refused for its own signature, whatever stands on it: others show it as a proof', async () => {
  const { ada, bob, cleo, log } = await written();
  await bob.book.invite('member');
  await run(bob, 'record.add-comment', 'record:1', { text: 'After the invitation' });
  await bob.book.seal();
  const all = (await ownLog(bob)).filter(({ bytes }) => !log.includes(bytes));
  const whole = await segmentsOf(bob);
  const relayed = whole.map((bytes) => {
    const control = all.find((one) => one.bytes.every((byte, i) => byte === bytes[i]));
    return control?.header.kind === 'control' && control.header.seq > 1 ? spoil(bob, bytes) : bytes;
  });
  const taken = await ada.book.log.take(relayed);
  expect(taken.refused).toMatchObject([{ failure: { code: 'signature-wrong' } }]);
  expect(taken.held).toBe(1);
  await cleo.book.log.take(whole);
  await ada.book.log.take(await segmentsOf(cleo));
  expect(new Set(await hashesOf([ada, bob, cleo])).size).toBe(1);
});

test('what this device has sealed or checked is sent without being checked again', async () => {
  const { ada, log } = await written();
  await ada.book.log.take(log);
  let checks = 0;
  const { crypto } = ada.ports;
  const verify: typeof crypto.verify = (...given) => {
    checks++;
    return crypto.verify(...given);
  };
  const again = await openAgain(ada, { crypto: { ...crypto, verify } });
  await again.book.log.collect({ after: [], unknownThere: [], budget: Infinity });
  expect(checks).toBe(0);
});
