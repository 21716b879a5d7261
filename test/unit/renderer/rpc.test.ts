import { afterEach, expect, test } from 'vitest';
import { CallFailed, connect, type RpcPort, serve } from '../../../renderer/engine/rpc.ts';

interface Api {
  add(a: number, b: number): Promise<number>;
  wait(milliseconds: number): Promise<string>;
  fail(): Promise<never>;
}

const waiting: (() => void)[] = [];
const api: Api = {
  add: async (a, b) => a + b,
  wait: (turn) => new Promise((resolve) => waiting.push(() => resolve(`turn ${turn}`))),
  fail: async () => {
    throw new Error('the disk is full');
  },
};

let close: () => void = () => {};
afterEach(() => close());

const open = (opening = Promise.resolve(api)) => {
  const { port1, port2 } = new MessageChannel();
  close = () => port1.close();
  const news: string[] = [];
  let heard: () => void = () => {};
  const tell = serve<Api, string>(port1 as unknown as RpcPort, opening);
  const remote = connect<Api, string>(port2 as unknown as RpcPort, (each) => {
    news.push(each);
    heard();
  });
  return { remote, tell, news, next: () => new Promise<void>((resolve) => (heard = resolve)) };
};

test('a call is answered with what the method answers', async () => {
  expect(await open().remote.api.add(2, 3)).toBe(5);
});

test('answers find their calls in whatever order they come', async () => {
  const { remote } = open();
  const calls = [remote.api.wait(1), remote.api.wait(2)];
  await remote.api.add(0, 0);
  waiting
    .splice(0)
    .toReversed()
    .forEach((finish) => finish());
  expect(await Promise.all(calls)).toEqual(['turn 1', 'turn 2']);
});

test('a method that throws rejects its own call and no other', async () => {
  const { remote } = open();
  await expect(remote.api.fail()).rejects.toThrow('the disk is full');
  expect(await remote.api.add(1, 1)).toBe(2);
});

test('a method that does not exist is a failure, also when every object has it', async () => {
  const api = open().remote.api as unknown as { toString(): Promise<unknown> };
  await expect(api.toString()).rejects.toThrow('no method "toString"');
});

test('news arrives unasked and in order', async () => {
  const { tell, news, next, remote } = open();
  const arrived = next();
  tell('first');
  tell('second');
  await arrived;
  await remote.api.add(0, 0);
  expect(news).toEqual(['first', 'second']);
});

test('a lost worker rejects open and later calls', async () => {
  const { remote } = open();
  const call = remote.api.wait(1);
  remote.lose({ code: 'engine.lost', message: 'gone' });
  await expect(call).rejects.toBeInstanceOf(CallFailed);
  await expect(remote.api.add(1, 1)).rejects.toThrow('gone');
});

test('a call made before the engine is there waits for it, and learns why it never comes', async () => {
  const coming = Promise.withResolvers<Api>();
  const answer = open(coming.promise).remote.api.add(1, 2);
  coming.resolve(api);
  expect(await answer).toBe(3);
  const refused = Promise.withResolvers<Api>();
  const call = open(refused.promise).remote.api.add(1, 2);
  refused.reject(new Error('no database'));
  await expect(call).rejects.toThrow('no database');
});
