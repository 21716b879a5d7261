import { expect, test } from 'vitest';
import type { BookId, SegmentHash } from '../../src/kernel/ids.ts';
import { parseSegment } from '../../src/log/segment.ts';
import { createWaiting, noneHeld } from '../../sync-server/book/waiting.ts';
import { createBacklogs } from '../../sync-server/connection/backlogs.ts';
import { createBookRates } from '../../sync-server/connection/book-rates.ts';
import type { Channel } from '../../sync-server/connection/channel.ts';
import { throttle } from '../../sync-server/connection/throttle.ts';
import { createLogBuilder } from '../support/log-builder.ts';

const [ONE, TWO] = ['1', '2'].map((digit) => digit.repeat(64) as BookId) as [BookId, BookId];

/** A channel that tells whether it is read from. */
const readable = () => {
  const reasons = new Set<string>();
  const channel = {
    hold: (reason: string) => void reasons.add(reason),
    resume: (reason: string) => void reasons.delete(reason),
  } as Channel;
  return { channel, isRead: () => reasons.size === 0 };
};

test('a book that sends more than is taken is read no more, on none of its connections, and others are', () => {
  const backlogs = createBacklogs({ connection: 100, book: 150, all: 1000 });
  const [a, b, other] = [readable(), readable(), readable()];
  const [ofA, ofB] = [backlogs.open(ONE, a.channel), backlogs.open(ONE, b.channel)];
  backlogs.open(TWO, other.channel);
  const areRead = () => [a, b, other].map(({ isRead }) => isRead());
  ofA.add(90);
  ofB.add(70);
  expect(areRead()).toEqual([false, false, true]);
  const late = readable();
  backlogs.open(ONE, late.channel);
  expect(late.isRead()).toBe(false);
  ofA.done(60);
  expect(areRead()).toEqual([false, false, true]);
  ofB.done(70);
  expect([...areRead(), late.isRead()]).toEqual([true, true, true, true]);
});

test('what waits is bounded in all, and what a connection leaves behind counts no more', () => {
  const backlogs = createBacklogs({ connection: 100, book: 100, all: 150 });
  const [a, b] = [readable(), readable()];
  const [ofA, ofB] = [backlogs.open(ONE, a.channel), backlogs.open(TWO, b.channel)];
  ofA.add(80);
  ofB.add(80);
  expect([a.isRead(), b.isRead(), backlogs.bytes()]).toEqual([false, false, 160]);
  ofA.close();
  ofB.done(10);
  expect([b.isRead(), backlogs.bytes()]).toEqual([true, 70]);
});

test('the devices of one book share its rate; those of another do not wait for it', () => {
  let now = 0;
  const due: { at: number; task: () => void }[] = [];
  const platform = {
    clock: { now: () => now, offset: () => 0 },
    timers: {
      after: (milliseconds: number, task: () => void) => {
        due.push({ at: now + milliseconds, task });
        return () => undefined;
      },
    },
  };
  const rates = createBookRates(1000, platform.timers);
  const connect = (book: BookId) => {
    const one = readable();
    const limit = throttle(one.channel, platform);
    limit.share(rates.open(book));
    return { ...one, limit };
  };
  const [a, b, other] = [connect(ONE), connect(ONE), connect(TWO)];
  a.limit.spend(10_000);
  expect(a.isRead()).toBe(true);
  b.limit.spend(2_000);
  other.limit.spend(2_000);
  expect([b.isRead(), other.isRead()]).toEqual([false, true]);
  expect(due.map(({ at }) => at)).toEqual([2_000]);
  due[0]!.task();
  now = 2_000;
  expect(b.isRead()).toBe(true);
  // Whoever hangs up and dials again comes by no more, until all is paid; then it is forgotten.
  a.limit.cancel();
  b.limit.cancel();
  const again = rates.open(ONE);
  expect(again.spend(10_000, now)).toBe(10_000);
  again.close();
  due.at(-1)!.task();
  expect(rates.open(ONE).spend(10_000, now)).toBe(0);
});

test('of a book that is far beyond its rate what comes is refused with a reason, costs nothing, and is taken once that has passed', () => {
  let now = 0;
  const after = (): (() => void) => () => undefined;
  const { channel, isRead } = readable();
  const limit = throttle(channel, { clock: { now: () => now, offset: () => 0 }, timers: { after } });
  limit.share(createBookRates(1000, { after }).open(ONE));
  // However large: nobody could send at all who may send no more than that.
  limit.spend(40_000);
  expect(limit.refusal()).toBeUndefined();
  limit.spend(40_000);
  expect(limit.refusal()).toMatchObject({
    code: 'book-rate',
    message: expect.stringMatching(/the 1 KB a second .* kept here, and sent by itself/),
  });
  expect(isRead()).toBe(true);
  now = 21_000;
  limit.spend(500);
  expect(limit.refusal()).toBeUndefined();
  expect(isRead()).toBe(false);
});

test('HB1 what all books hold back together is bounded, and given back when a book is let go', async () => {
  const builder = await createLogBuilder();
  const founder = await builder.begin();
  const [first, second, third] = (await founder.writeMany(3)).map(({ bytes }) => {
    const parsed = parseSegment(bytes, builder.crypto.sha256);
    if (!parsed.ok) throw new Error(parsed.error.message);
    return parsed.value;
  });
  const x = 'x' as SegmentHash;
  // Sizes differ by a few bytes, by chance: there is room for the first and either of the others.
  const inAll = noneHeld(first!.bytes.length + Math.max(second!.bytes.length, third!.bytes.length));
  const [one, two] = [createWaiting(undefined, inAll), createWaiting(undefined, inAll)];
  one.hold(first!, [x]);
  two.hold(second!, [x]);
  two.hold(third!, [x]);
  // Who asks for too much makes room, nobody else.
  expect([one.count(), two.count()]).toEqual([1, 1]);
  one.forget();
  expect([one.count(), inAll.bytes]).toEqual([0, third!.bytes.length]);
});
