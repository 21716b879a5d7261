import { expect, test } from 'vitest';
import { FIRST_TRY_MS, TRY_EVERY, TRY_MS, withFallback } from '../../../src/sync/fallback.ts';
import type { Transport, TransportHandlers } from '../../../src/sync/transport.ts';

/** A transport whose connections a test speaks for. */
const scripted = () => {
  const dials: { readonly handlers: TransportHandlers; readonly sent: unknown[]; isClosed: boolean }[] = [];
  const transport: Transport = {
    connect: (_origin, handlers) => {
      const dial = { handlers, sent: [] as unknown[], isClosed: false };
      dials.push(dial);
      return {
        send: (frame) => void dial.sent.push(frame),
        close: () => {
          if (dial.isClosed) return;
          dial.isClosed = true;
          handlers.onClose();
        },
      };
    },
  };
  return { transport, dials, last: () => dials.at(-1)! };
};

const begun = () => {
  const [sockets, requests] = [scripted(), scripted()];
  const due = new Map<() => void, number>();
  const timers = {
    after: (milliseconds: number, task: () => void) => {
      due.set(task, milliseconds);
      return () => due.delete(task);
    },
  };
  const transport = withFallback(sockets.transport, requests.transport, timers);
  let closed = 0;
  const heard: unknown[] = [];
  const connect = () =>
    transport.connect('https://books.example', {
      onOpen: () => undefined,
      onFrame: (frame) => heard.push(frame),
      onClose: () => closed++,
    });
  const pass = (milliseconds: number) => {
    for (const [task, at] of Array.from(due))
      if (at === milliseconds) {
        due.delete(task);
        task();
      }
  };
  /** Past a WebSocket that carried nothing, talking by requests. */
  const blocked = () => {
    connect();
    sockets.last().handlers.onClose();
    const connection = connect();
    connection.send('hello');
    requests.last().handlers.onFrame('challenge');
    return connection;
  };
  return { sockets, requests, connect, closed: () => closed, heard, pass, due, blocked };
};

test('RQ3 a WebSocket that carries frames is kept to, also after it has ended', () => {
  const { sockets, requests, connect } = begun();
  for (let i = 0; i < 3; i++) {
    connect();
    sockets.last().handlers.onFrame('challenge');
    sockets.last().handlers.onClose();
  }
  expect([sockets.dials.length, requests.dials.length]).toEqual([3, 0]);
});

test('RQ3 without a network the two take turns, so that neither keeps the other from being found', () => {
  const { sockets, requests, connect } = begun();
  for (let i = 0; i < 6; i++) {
    connect();
    (i % 2 === 0 ? sockets : requests).last().handlers.onClose();
  }
  expect([sockets.dials.length, requests.dials.length]).toEqual([3, 3]);
});

test('RQ3 who talks by requests tries a WebSocket at once and each minute, by the frame that begins every connection', () => {
  const { sockets, blocked, pass, closed, heard } = begun();
  blocked();
  expect([sockets.dials.length, heard]).toEqual([2, []]);
  sockets.last().handlers.onClose();
  expect(heard).toEqual(['challenge']);
  for (let i = 3; i < 6; i++) {
    pass(TRY_EVERY);
    expect(sockets.dials).toHaveLength(i);
    sockets.last().handlers.onOpen();
    expect(sockets.last().sent).toEqual(['hello']);
    pass(TRY_MS); // It opens, and swallows what it carries.
    expect(sockets.last().isClosed).toBe(true);
  }
  expect(closed()).toBe(1);
});

test('RQ3 a WebSocket that hangs keeps requests that are answered waiting for two seconds, and no longer', () => {
  const { blocked, pass, heard, requests } = begun();
  const connection = blocked();
  pass(FIRST_TRY_MS);
  expect(heard).toEqual(['challenge']);
  connection.send('proof');
  expect(requests.last().sent).toEqual(['hello', 'proof']);
});

test('RQ3 after a server was down the WebSocket that is tried at once is the connection, and nothing is begun anew', () => {
  const { sockets, requests, blocked, closed, heard, connect, due } = begun();
  const connection = blocked();
  sockets.last().handlers.onOpen();
  sockets.last().handlers.onFrame('its own challenge');
  connection.send('proof');
  sockets.last().handlers.onFrame('welcome');
  expect(heard).toEqual(['its own challenge', 'welcome']);
  expect(sockets.last().sent).toEqual(['hello', 'proof']);
  expect([requests.last().isClosed, closed(), due.size]).toEqual([true, 1, 0]);
  connection.close();
  expect([sockets.last().isClosed, closed()]).toEqual([true, 2]);
  connect();
  expect([sockets.dials.length, requests.dials.length]).toEqual([3, 1]);
});

test('RQ3 once a frame has come back later on, the requests end, and the next connection is a WebSocket', () => {
  const { sockets, requests, blocked, closed, heard, connect, due, pass } = begun();
  blocked();
  sockets.last().handlers.onClose();
  pass(TRY_EVERY);
  sockets.last().handlers.onOpen();
  sockets.last().handlers.onFrame('challenge of the try');
  expect([requests.last().isClosed, sockets.last().isClosed, closed()]).toEqual([true, true, 2]);
  expect(heard).toEqual(['challenge']);
  expect(due.size).toBe(0);
  connect();
  expect([sockets.dials.length, requests.dials.length]).toEqual([4, 1]);
});

test('RQ3 a connection by requests that has ended tries nothing more, and the next one is by requests too', () => {
  const { sockets, requests, blocked, connect, due, heard } = begun();
  const connection = blocked();
  connection.close();
  expect([sockets.last().isClosed, due.size, heard]).toEqual([true, 0, []]);
  connect();
  expect([sockets.dials.length, requests.dials.length]).toEqual([2, 2]);
});
