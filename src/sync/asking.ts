import type { Timers } from '../kernel/ports.ts';
import type { Result } from '../kernel/result.ts';
import type { Message } from './protocol.ts';
import type { AskFailure, RemoteBook } from './remote-book.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

/** Without an answer, or more of one, for so long, in milliseconds, there will be none. */
const ANSWER_MS = 30_000;

export interface Device {
  say(message: Message): void;
  /** The connection is over. */
  end(): void;
}

/** Asks a server of one book in the name of a device, whose answers to challenges it passes on. */
export interface Asking {
  /**
   * The value, once it is there; undefined once nothing more is to be asked. `sending`: milliseconds that what is asked
   * may take to get there.
   */
  settle<T>(
    ask: (ticket: string, onProgress: () => void) => Promise<Result<T, AskFailure>>,
    sending?: number,
  ): Promise<T | undefined>;
  proven(message: Of<'prove'>): void;
  /** Runs the task after so long, if the connection is not over by then. */
  after(milliseconds: number, task: () => void): () => void;
  isOver(): boolean;
  end(): void;
  close(): void;
}

/** What needs another ticket, or has to wait, is asked again; any other failure ends the connection. */
export const createAsking = (
  hello: Of<'hello'>,
  book: RemoteBook,
  timers: Timers,
  device: Device,
): Asking => {
  const cancels = new Set<() => void>();
  let isOver = false;
  let ticket: string | undefined;
  /** The ticket has let a request in: one that never did is no reason to ask for another. */
  let isProven = false;
  let isWelcome = false;
  let prove: ((message: Of<'prove'>) => void) | undefined;

  const after = (milliseconds: number, task: () => void): (() => void) => {
    const cancel = timers.after(milliseconds, () => {
      cancels.delete(stop);
      task();
    });
    const stop = (): void => {
      cancel();
      cancels.delete(stop);
    };
    cancels.add(stop);
    return stop;
  };
  const close = (): void => {
    if (isOver) return;
    isOver = true;
    for (const cancel of cancels) cancel();
    book.cancel();
  };
  const end = (): void => {
    if (isOver) return;
    close();
    device.end();
  };
  const inTime = async <T>(ask: (onProgress: () => void) => Promise<T>, sending = 0): Promise<T> => {
    let stop = after(sending + ANSWER_MS, end);
    const onProgress = (): void => {
      stop();
      if (!isOver) stop = after(ANSWER_MS, end);
    };
    try {
      return await ask(onProgress);
    } finally {
      stop();
    }
  };
  const fail = (failure: AskFailure): void => {
    if (isOver) return;
    if (failure.type === 'stopped') device.say(failure.stop);
    end();
  };

  /** By the same words as over a WebSocket. Asked once more, the device answers once more. */
  const newTicket = async (): Promise<Result<string, AskFailure>> => {
    const challenged = await inTime(() => book.challenge(hello));
    if (!challenged.ok || isOver) return challenged.ok ? { ok: false, error: { type: 'gone' } } : challenged;
    const proven = new Promise<Of<'prove'>>((resolve) => {
      prove = resolve;
    });
    device.say(challenged.value);
    const given = await inTime(async () => book.ticket(hello, challenged.value.nonce, await proven));
    if (!given.ok) return given;
    if (!isWelcome && !isOver) device.say({ type: 'welcome', time: given.value.time });
    isWelcome = true;
    isProven = false;
    return { ok: true, value: given.value.ticket };
  };

  const settle: Asking['settle'] = async (ask, sending) => {
    for (;;) {
      if (isOver) return undefined; // It was closed while this waited for its turn.
      const given = ticket === undefined ? await newTicket() : undefined;
      if (given?.ok) ticket = given.value;
      const answer =
        given?.ok === false ? given : await inTime((onProgress) => ask(ticket!, onProgress), sending);
      if (isOver) return undefined;
      if (answer.ok) {
        isProven = true;
        return answer.value;
      }
      const failure = answer.error;
      if (failure.type === 'wait')
        await new Promise<void>((resolve) => void after(failure.milliseconds, resolve));
      else if (failure.type === 'ticket-invalid' && isProven) ticket = undefined;
      else return void fail(failure);
    }
  };

  return {
    settle,
    proven: (message) => prove?.(message),
    after,
    isOver: () => isOver,
    end,
    close,
  };
};
