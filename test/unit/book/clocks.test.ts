import { expect, test } from 'vitest';
import { claimToFailure, skewToFailure, watchClaims } from '../../../src/book/skew.ts';
import { shown } from '../../../src/domain/register.ts';
import {
  createDevices,
  deliver,
  hashesOf,
  openAgain,
  run,
  stateOf,
  syncAll,
  type Device,
} from '../../support/devices.ts';

const RECORD = 'record:1';
const NOW = Date.UTC(2026, 4, 1, 10);
const [DAY, TEN_YEARS] = [86_400_000, 10 * 365.25 * 86_400_000];

/** A device whose clock can be set, also to stand still or go backwards. */
const withClock = async (device: Device) => {
  let now = NOW;
  const clock = { now: () => now, offset: () => 0 };
  return { device: await openAgain(device, { clock }), set: (to: number) => (now = to) };
};
const rowOf = async ({ store }: Device) => store.read(['records'], (tx) => tx.get('records', RECORD));
const titlesOf = async (device: Device) => (await stateOf(device, RECORD)).title.map(({ value }) => value);

test('case 12, CO2: a clock ten years ahead stops nobody, and what has seen its values takes their place', async () => {
  const [one, bob] = await createDevices(2);
  const ada = await withClock(one);
  await run(ada.device, 'record.create', RECORD, { title: 'One' });
  ada.set(NOW + TEN_YEARS);
  await run(ada.device, 'record.set-title', RECORD, { title: 'From 2036' });
  await deliver(ada.device, bob);
  expect(await rowOf(bob)).toMatchObject({ title: 'From 2036', changed: NOW + TEN_YEARS });

  const right = await withClock(bob);
  await run(right.device, 'record.set-title', RECORD, { title: 'By Bob' });
  await deliver(right.device, ada.device);
  for (const device of [ada.device, right.device]) {
    expect(await titlesOf(device)).toEqual(['By Bob']);
    expect(await rowOf(device)).toMatchObject({ title: 'By Bob', changed: NOW, editor: 'device 1' });
  }
  ada.set(NOW + 1000);
  await run(ada.device, 'record.set-title', RECORD, { title: 'Set right' });
  await syncAll([ada.device, right.device]);
  expect(await rowOf(right.device)).toMatchObject({ title: 'Set right', changed: NOW + 1000 });
  expect(new Set(await hashesOf([ada.device, right.device])).size).toBe(1);
});

test('case 12, CO2: only against what has not seen it does a future-dated value come first, and then both are kept', async () => {
  const [one, bob] = await createDevices(2);
  await run(one, 'record.create', RECORD, { title: 'One' });
  await syncAll([one, bob]);
  const ada = await withClock(one);
  ada.set(NOW + TEN_YEARS);
  await run(ada.device, 'record.set-title', RECORD, { title: 'From 2036' });
  await run(bob, 'record.set-title', RECORD, { title: 'By Bob' });
  await syncAll([ada.device, bob]);
  expect(new Set(await titlesOf(bob))).toEqual(new Set(['By Bob', 'From 2036']));
  expect(shown((await stateOf(bob, RECORD)).title)).toBe('From 2036');
});

test('case 12, CO2: a clock a day back, or one that jumps on resume, changes no order', async () => {
  const [one, bob] = await createDevices(2);
  const ada = await withClock(one);
  await run(ada.device, 'record.create', RECORD, { title: 'One' });
  for (const [title, jump] of [
    ['Back', -DAY],
    ['Forth', DAY],
    ['Before 1970', -NOW - DAY],
    ['Beyond what a date can hold', 8.64e15],
    ['Now', 0],
  ] as const) {
    ada.set(NOW + jump);
    await run(ada.device, 'record.set-title', RECORD, { title });
    if (jump !== DAY) await ada.device.book.seal();
    expect(await titlesOf(ada.device)).toEqual([title]);
    await deliver(ada.device, bob);
    expect(await titlesOf(bob)).toEqual([title]);
  }
  expect(await rowOf(bob)).toMatchObject({ title: 'Now', changed: NOW });
  await bob.book.rebuild(() => undefined);
  expect(new Set(await hashesOf([ada.device, bob])).size).toBe(1);
});

const claim = (instant: number, depth: number, actor = 'Bob') => ({
  at: new Date(instant).toISOString(),
  depth,
  actor,
});

test('case 12, CO2: a claim that lies ahead is told of, once', () => {
  const ahead = watchClaims(undefined);
  expect(ahead([claim(NOW - DAY, 1), claim(NOW + 60_000, 2)], NOW)).toBeUndefined();
  expect(ahead([claim(NOW + TEN_YEARS, 3)], NOW)).toMatchObject({ by: TEN_YEARS, actor: 'Bob' });
  expect(ahead([claim(NOW + TEN_YEARS, 4)], NOW)).toBeUndefined();
  expect(ahead([claim(NOW + 2 * TEN_YEARS, 5)], NOW)).toMatchObject({ by: 2 * TEN_YEARS });
});

test('case 12, CO2: a clock that was set back is noticed at the next command, or at the next start', () => {
  const ahead = watchClaims(undefined);
  expect(ahead([claim(NOW, 7, 'Ada')], NOW)).toBeUndefined();
  expect(ahead([claim(NOW - DAY, 8, 'Ada')], NOW - DAY)).toMatchObject({ by: DAY, actor: 'Ada' });
  expect(watchClaims(claim(NOW, 7, 'Ada'))([], NOW - DAY)).toMatchObject({ by: DAY });
  // Once somebody has written after it under the right time, it is past.
  expect(watchClaims(claim(NOW - DAY, 9))([], NOW)).toBeUndefined();
});

test('case 12, CO2: what is said names the clock, by how much, and that nothing is lost', () => {
  expect(skewToFailure(-TEN_YEARS)!.message).toContain('10 years ahead of the server');
  expect(skewToFailure(DAY)!.message).toContain('24 hours behind');
  const ahead = { ...claim(NOW + TEN_YEARS, 1), by: TEN_YEARS };
  expect(claimToFailure(ahead, 'Bob').message).toMatch(
    /^Something that Bob .*2036-04-30.*10 years.*in the right order/,
  );
  expect(claimToFailure(ahead, undefined).message).toMatch(/^Something that you/);
});
