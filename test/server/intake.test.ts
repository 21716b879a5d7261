import { expect, test } from 'vitest';
import type { BookId } from '../../src/kernel/ids.ts';
import { createIntake } from '../../sync-server/connection/intake.ts';
import { createBacklogs } from '../../sync-server/connection/backlogs.ts';

const ONE = '1'.repeat(64) as BookId;
const TWO = '2'.repeat(64) as BookId;

/** Room for 100 bytes of a book, and for 150 in all, beside the first 10 of each body; 200 may wait to be taken. */
const hall = () => {
  const backlogs = createBacklogs({ connection: 1000, book: 1000, all: 200 });
  const looks: (() => void)[] = [];
  const after = (_milliseconds: number, task: () => void) => {
    looks.push(task);
    return () => undefined;
  };
  const intake = createIntake(backlogs, { after }, { book: 100, all: 150, free: 10 });
  const begin = (book: BookId) => {
    const said: string[] = [];
    const sender = { hasMore: () => false, cut: () => void said.push('cut') };
    const arrival = intake.open(book, { ...sender, hasMore: () => sender.hasMore() });
    const ask = async (): Promise<void> => {
      await arrival.turn().then(
        () => said.push('read'),
        () => said.push('over'),
      );
    };
    return { ...arrival, ask, said, sender };
  };
  /** A second passes. */
  const look = async (): Promise<void> => {
    for (const task of looks.splice(0)) task();
    await Promise.resolve();
  };
  return { backlogs, intake, begin, look };
};

test('what has only been announced holds no room, and what has come holds it until its request is over', async () => {
  const { intake, begin } = hall();
  const [first, second] = [begin(ONE), begin(ONE)];
  await Promise.all([first.ask(), second.ask()]);
  expect([first.said, second.said, intake.bytes()]).toEqual([['read'], ['read'], 0]);
  first.add(60);
  second.add(30);
  expect(intake.bytes()).toBe(90);
  first.close();
  first.close();
  first.add(60);
  second.close();
  expect(intake.bytes()).toBe(0);
});

test('where there is no room the first is read on, and the next only once that is over', async () => {
  const { intake, begin } = hall();
  const [first, second, third] = [begin(ONE), begin(ONE), begin(ONE)];
  for (const arrival of [first, second, third]) arrival.add(120);
  const asked = [third, second, first].map((arrival) => arrival.ask());
  await asked[2];
  expect([first.said, second.said, third.said]).toEqual([['read'], [], []]);
  first.close();
  await asked[1];
  expect([second.said, third.said, intake.bytes()]).toEqual([['read'], [], 240]);
  second.close();
  await asked[0];
  third.close();
  expect([third.said, intake.bytes()]).toEqual([['read'], 0]);
});

test('where there is no room in all one is read on, and not one of each book', async () => {
  const { begin } = hall();
  const [first, other] = [begin(ONE), begin(TWO)];
  first.add(100);
  other.add(100);
  const asked = other.ask();
  await first.ask();
  expect([first.said, other.said]).toEqual([['read'], []]);
  first.close();
  await asked;
  expect(other.said).toEqual(['read']);
});

test('a book without room holds up none of another, and who goes while waiting gives back what it held', async () => {
  const { intake, begin } = hall();
  const [first, second, other] = [begin(ONE), begin(ONE), begin(TWO)];
  first.add(70);
  second.add(70);
  other.add(20);
  const asked = second.ask();
  await other.ask();
  expect([second.said, other.said]).toEqual([[], ['read']]);
  second.close();
  await asked;
  expect([second.said, intake.bytes()]).toEqual([['over'], 90]);
});

test('the first bytes of a body wait for no room', async () => {
  const { begin } = hall();
  const [first, second, small] = [begin(ONE), begin(TWO), begin(ONE)];
  first.add(110);
  second.add(110);
  small.add(9);
  await small.ask();
  small.add(1);
  const asked = small.ask();
  await Promise.resolve();
  expect(small.said).toEqual(['read']);
  first.close();
  await asked;
  expect(small.said).toEqual(['read', 'read']);
});

test('what is on its way counts apart from what waits to be taken, until all of it has come', () => {
  const { backlogs, intake, begin } = hall();
  const arrival = begin(ONE);
  arrival.add(120);
  expect([intake.bytes(), backlogs.bytes()]).toEqual([120, 0]);
  arrival.whole();
  expect([intake.bytes(), backlogs.bytes()]).toEqual([0, 120]);
  arrival.close();
  expect([intake.bytes(), backlogs.bytes()]).toEqual([0, 0]);
});

test('nothing more is read while as much waits to be taken as may', async () => {
  const { begin } = hall();
  const [whole, next] = [begin(ONE), begin(TWO)];
  whole.add(210);
  whole.whole();
  const asked = next.ask();
  await Promise.resolve();
  expect(next.said).toEqual([]);
  whole.close();
  await asked;
  expect(next.said).toEqual(['read']);
});

test('who has room and brings nothing gives way within a second to who waits for it', async () => {
  const { begin, look } = hall();
  const [still, waits] = [begin(ONE), begin(TWO)];
  still.add(110);
  waits.sender.hasMore = () => true;
  waits.add(110);
  const asked = waits.ask();
  await look();
  await asked;
  expect([still.said, waits.said]).toEqual([['cut'], ['read']]);
});

test('who waits for bytes and not for room gives way, too, and who brings as much as is asked does not', async () => {
  const { begin, look } = hall();
  const [first, empty, waits] = [begin(ONE), begin(ONE), begin(TWO)];
  for (const arrival of [first, empty, waits]) arrival.add(110);
  waits.sender.hasMore = () => true;
  void empty.ask();
  const asked = waits.ask();
  first.add(10);
  await look();
  expect([first.said, empty.said, waits.said]).toEqual([[], ['cut', 'over'], []]);
  first.add(9);
  await look();
  await asked;
  expect([first.said, waits.said]).toEqual([['cut'], ['read']]);
});

test('where there is room for all, nobody gives way, however slow it is', async () => {
  const { begin, look } = hall();
  const slow = begin(ONE);
  slow.add(90);
  await slow.ask();
  await look();
  expect(slow.said).toEqual(['read']);
});
