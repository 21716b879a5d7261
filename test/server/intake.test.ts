import { expect, test } from 'vitest';
import type { BookId } from '../../src/kernel/ids.ts';
import { createIntake } from '../../sync-server/api/intake.ts';
import { createBacklogs } from '../../sync-server/connection/backlogs.ts';

const ONE = '1'.repeat(64) as BookId;
const TWO = '2'.repeat(64) as BookId;

/** Room for 100 bytes of a book, and for 150 in all. */
const hall = () => {
  const backlogs = createBacklogs({ connection: 1000, book: 100, all: 150 });
  const intake = createIntake(backlogs);
  const begin = (book: BookId) => {
    const arrival = intake.open(book);
    const said: string[] = [];
    const ask = async (): Promise<void> => {
      await arrival.turn().then(
        () => said.push('read'),
        () => said.push('over'),
      );
    };
    return { ...arrival, ask, said };
  };
  return { backlogs, begin };
};

test('what has only been announced holds no room, and what has come holds it until its request is over', async () => {
  const { backlogs, begin } = hall();
  const [first, second] = [begin(ONE), begin(ONE)];
  await Promise.all([first.ask(), second.ask()]);
  expect([first.said, second.said, backlogs.bytes()]).toEqual([['read'], ['read'], 0]);
  first.add(60);
  second.add(30);
  expect(backlogs.bytes()).toBe(90);
  first.close();
  first.close();
  first.add(60);
  second.close();
  expect(backlogs.bytes()).toBe(0);
});

test('where there is no room the first is read on, and the next only once that is over', async () => {
  const { backlogs, begin } = hall();
  const [first, second, third] = [begin(ONE), begin(ONE), begin(ONE)];
  for (const arrival of [first, second, third]) arrival.add(60);
  const asked = [third, second, first].map((arrival) => arrival.ask());
  await asked[2];
  expect([first.said, second.said, third.said]).toEqual([['read'], [], []]);
  first.close();
  await asked[1];
  expect([second.said, third.said, backlogs.bytes()]).toEqual([['read'], [], 120]);
  second.close();
  await asked[0];
  third.close();
  expect([third.said, backlogs.bytes()]).toEqual([['read'], 0]);
});

test('where there is no room in all one is read on, and not one of each book', async () => {
  const { begin } = hall();
  const [first, other] = [begin(ONE), begin(TWO)];
  first.add(90);
  other.add(90);
  const asked = other.ask();
  await first.ask();
  expect([first.said, other.said]).toEqual([['read'], []]);
  first.close();
  await asked;
  expect(other.said).toEqual(['read']);
});

test('a book without room holds up none of another, and who goes while waiting gives back what it held', async () => {
  const { backlogs, begin } = hall();
  const [first, second, other] = [begin(ONE), begin(ONE), begin(TWO)];
  first.add(60);
  second.add(60);
  const asked = second.ask();
  await other.ask();
  expect([second.said, other.said]).toEqual([[], ['read']]);
  second.close();
  await asked;
  expect([second.said, backlogs.bytes()]).toEqual([['over'], 60]);
});
