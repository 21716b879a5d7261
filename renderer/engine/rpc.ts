/**
 * Calls across a worker's boundary. Knows messages and ports only, no worker and no book, so that it runs in
 * Node over a MessageChannel too. Answers may come in any order; news keeps the order in which it was told.
 */
import type { Failure } from '../../src/kernel/result.ts';

export interface RpcPort {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly failure: Failure });
type Message<News> = Answer | { readonly news: News };

/** Functions that answer with a promise, and nothing else: what can cross the boundary. */
export type Callable<Api> = { [Name in keyof Api]: (...params: never[]) => Promise<unknown> };

const toFailure = (thrown: unknown): Failure => ({
  code: 'engine.failed',
  message: thrown instanceof Error ? thrown.message : String(thrown),
});

/** Answers what comes in on `port` with `opening`, once it is there; the returned function tells news. */
export const serve = <Api extends Callable<Api>, News>(
  port: RpcPort,
  opening: Promise<Api>,
): ((news: News) => void) => {
  const answer = async ({ id, method, params }: Request): Promise<void> => {
    try {
      const api = await opening;
      if (!Object.hasOwn(api, method)) throw new Error(`The engine has no method "${method}".`);
      const result = await api[method as keyof Api](...(params as never[]));
      port.postMessage({ id, result });
    } catch (thrown) {
      port.postMessage({ id, failure: toFailure(thrown) });
    }
  };
  // Said by each call; by itself it is no error of anyone's.
  opening.catch(() => undefined);
  port.onmessage = (event) => void answer(event.data as Request);
  return (news) => port.postMessage({ news });
};

/** A call that the other side could not answer: a defect or a lost worker, not an expected failure. */
export class CallFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface Remote<Api> {
  readonly api: Api;
  /** Every open call and every later one is rejected with `failure`. */
  lose(failure: Failure): void;
}

export const connect = <Api extends Callable<Api>, News>(
  port: RpcPort,
  hear: (news: News) => void,
): Remote<Api> => {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  let lost: Failure | undefined;

  port.onmessage = (event) => {
    const message = event.data as Message<News>;
    if ('news' in message) return hear(message.news);
    const call = open.get(message.id);
    open.delete(message.id);
    if ('failure' in message) call?.reject(new CallFailed(message.failure));
    else call?.resolve(message.result);
  };

  const call = (method: string, params: readonly unknown[]): Promise<unknown> => {
    if (lost) return Promise.reject(new CallFailed(lost));
    const answered = Promise.withResolvers<unknown>();
    last += 1;
    open.set(last, answered);
    port.postMessage({ id: last, method, params } satisfies Request);
    return answered.promise;
  };

  return {
    api: new Proxy({} as Api, {
      // A promise that resolves to the proxy would take `then` for a method.
      get: (_target, name) =>
        typeof name === 'string' && name !== 'then'
          ? (...params: unknown[]) => call(name, params)
          : undefined,
    }),
    lose: (failure) => {
      lost = failure;
      for (const answered of open.values()) answered.reject(new CallFailed(failure));
      open.clear();
    },
  };
};
