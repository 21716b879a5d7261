import type { Bytes } from '../kernel/bytes.ts';
import type { BookId, DeviceId } from '../kernel/ids.ts';
import type { Clock, Crypto, Random, SigningKeys, Timers } from '../kernel/ports.ts';
import type { Failure } from '../kernel/result.ts';
import { backoff } from './backoff.ts';
import type { LogPort, Outgoing, Refusal } from './log-port.ts';
import { startConnection, type LiveConnection } from './connection.ts';
import type { Session } from './session.ts';
import type { Transport } from './transport.ts';

export interface ClientPorts {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly transport: Transport;
}

export interface ClientOptions {
  /** Origin, without a path: `https://sync.example`. */
  readonly server: string;
  readonly book: BookId;
  readonly device: DeviceId;
  readonly signing: SigningKeys;
  readonly log: LogPort;
  proof(): Promise<readonly Bytes[]>;
  /** False while joining. */
  isEnrolled(): boolean;
  onState(state: ClientState): void;
  /** The store or the crypto failed; the connection has been ended and will be tried again. */
  onFault(error: unknown): void;
  /** The server did not take a segment, and why. */
  onRefused(refusal: Refusal): void;
}

export type ClientState =
  | { readonly type: 'waiting' }
  | { readonly type: 'connecting' }
  /** `skew`: the server's clock less this device's, in milliseconds. */
  | { readonly type: 'live'; readonly session: Session; readonly skew: number; readonly taking: boolean }
  /** The server will not have this device: trying again does not help. */
  | { readonly type: 'stopped'; readonly failure: Failure };

/** Keeps a device in sync with a server: the driver around the pure session. */
export interface Client {
  /** The log here has changed, durably. */
  committed(fresh: readonly Outgoing[]): void;
  /** Cuts a wait short: the network came back, the window was focused, or a person asked. */
  wake(): void;
  close(): void;
}

/**
 * After any end that may be passing it tries again by itself, for ever; only a server that says it never will ends it.
 */
export const startClient = (options: ClientOptions, ports: ClientPorts): Client => {
  let attempt = 0;
  let cancelWait: (() => void) | undefined;
  let current: LiveConnection | undefined;
  let closed = false;

  const connect = (): void => {
    cancelWait = undefined;
    options.onState({ type: 'connecting' });
    current = startConnection(options, ports, {
      onWelcome: () => {
        attempt = 0;
      },
      onEnd: (failure) => {
        current = undefined;
        if (closed) return;
        if (failure) {
          closed = true;
          options.onState({ type: 'stopped', failure });
          return;
        }
        options.onState({ type: 'waiting' });
        cancelWait = ports.timers.after(backoff(attempt++, options.server, ports.random), connect);
      },
    });
  };

  connect();
  return {
    committed: (fresh) => current?.committed(fresh),
    wake: () => {
      if (!cancelWait) return;
      cancelWait();
      attempt = 0;
      connect();
    },
    close: () => {
      closed = true;
      cancelWait?.();
      current?.close();
    },
  };
};
