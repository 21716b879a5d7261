import { backoff } from './backoff.ts';
import type { ClientOptions, ClientPorts } from './client-options.ts';
import { startConnection, type LiveConnection } from './connection.ts';
import type { Failure } from '../kernel/result.ts';
import type { Outgoing } from './log-port.ts';

/** Keeps a device in sync with a server: the driver around the pure session. */
export interface Client {
  /** The log here has changed, durably. */
  committed(fresh: readonly Outgoing[]): void;
  /**
   * The network came back, the window was focused, or a person asked: cuts a wait short, begins anew what nobody has
   * let in for a while, and asks a connection that has been silent whether it lives.
   */
  wake(): void;
  /** There is no network: what looks like a connection is none until the next try has shown it. */
  cut(): void;
  close(): void;
}

/**
 * After any end that may be passing it tries again by itself, for ever; only a server that says it never will ends it.
 */
export const startClient = (options: ClientOptions, ports: ClientPorts): Client => {
  let attempt = 0;
  /**
   * A large segment takes minutes on a slow network, and until it is there nothing is heard. So after a connection that
   * ended in silence the next is borne longer, until all has come through.
   */
  let isPatient = false;
  let cancelWait: (() => void) | undefined;
  let current: LiveConnection | undefined;
  let closed = false;
  /** The server said that it never will; a person may know better by now. */
  let stopped = false;
  /** Why the last connection was not let in, until another one has shown what is so now. */
  let turnedAway: { readonly failure?: Failure } = {};

  const connect = (): void => {
    cancelWait = undefined;
    options.onState({ type: 'connecting', ...turnedAway });
    const events = {
      onHeld: (settled: boolean) => {
        attempt = 0;
        if (settled) isPatient = false;
      },
      onSilent: () => {
        isPatient = true;
      },
      onEnd: (failure?: Failure, final?: boolean) => {
        current = undefined;
        if (closed) return;
        turnedAway = failure ? { failure } : {};
        if (failure && final) {
          stopped = true;
          options.onState({ type: 'stopped', failure });
          return;
        }
        options.onState({ type: 'waiting', ...turnedAway });
        cancelWait = ports.timers.after(backoff(attempt++, options.server, ports.random), connect);
      },
    };
    current = startConnection(options, ports, events, isPatient);
  };

  connect();
  return {
    committed: (fresh) => current?.committed(fresh),
    wake: () => {
      if (closed || current?.ask()) return;
      current?.close();
      if (!cancelWait && !stopped) return;
      cancelWait?.();
      stopped = false;
      attempt = 0;
      connect();
    },
    cut: () => current?.close(),
    close: () => {
      closed = true;
      cancelWait?.();
      current?.close();
    },
  };
};
