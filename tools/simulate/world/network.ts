import type { Connection, Transport } from '../../../src/sync/transport.ts';
import type { Dice } from './dice.ts';
import { createPipe, type Frame, type Weather } from './pipe.ts';
import type { Process } from './process.ts';
import { createServerSocket, type ServerSocket } from './socket.ts';
import type { Time } from './time.ts';

/** The way between one device and the server. */
export interface Link {
  /** Partitions may be one-way: frames then vanish in one direction only, and nobody is told. */
  readonly blocked: { toServer: boolean; toDevice: boolean };
  /** Ends the connection for both. */
  cut(): void;
  /** Incarnation of the server that the newest connection has reached. */
  reached: number;
  transport(process: Process): Transport;
}

/** The server as the network sees it. */
export interface Listener {
  /** Undefined while it is down. */
  readonly process: Process | undefined;
  /** Counts its starts: whoever talks to an earlier one talks to nobody. */
  readonly incarnation: number;
  accept(socket: ServerSocket): void;
}

/** Milliseconds after which an end that gets no answer to its goodbye gives up (`ws` waits as long). */
const GOODBYE = 30_000;
const REFUSED = 5;

export interface NetworkPorts {
  readonly time: Time;
  readonly dice: Dice;
  readonly weather: () => Weather;
  readonly server: Listener;
  /** What a lying server, or whoever sits in between, makes of a frame to a device. */
  readonly falsify: (frame: Frame) => readonly Frame[];
  readonly onSent: (from: 'device' | 'server', frame: Frame) => void;
  readonly onArrival: (from: 'device' | 'server', frame: Frame) => void;
}

export const createLink = (name: string, ports: NetworkPorts): Link => {
  const { time, server, onSent, onArrival } = ports;
  const dice = ports.dice.named(name);
  const blocked = { toServer: false, toDevice: false };
  const cuts = new Set<() => void>();

  const connect = (process: Process, handlers: Parameters<Transport['connect']>[1]): Connection => {
    const listening = server.process;
    let isOpen = true;
    let cut = (): void => undefined;
    const hangUp = (): void => {
      if (!isOpen) return;
      isOpen = false;
      cuts.delete(cut);
      if (process.isAlive) handlers.onClose();
    };
    if (!listening) {
      time.after(REFUSED, hangUp);
      return { send: () => undefined, close: hangUp };
    }
    link.reached = server.incarnation;
    const toServer = createPipe(
      { ...ports, dice },
      () => blocked.toServer,
      (frame) => {
        if (!listening.isAlive) return;
        onArrival('device', frame);
        far.arrive(frame);
      },
    );
    const toDevice = createPipe(
      { ...ports, dice },
      () => blocked.toDevice,
      (frame) => {
        if (!isOpen || !process.isAlive) return;
        onArrival('server', frame);
        for (const one of ports.falsify(frame)) handlers.onFrame(one);
      },
    );
    const far = createServerSocket({
      send: (frame) => {
        if (!listening.isAlive) return;
        onSent('server', frame);
        toDevice.send(frame);
      },
      close: (then) => {
        time.after(GOODBYE, then);
        toDevice.behind(() => {
          hangUp();
          toServer.behind(then);
        });
      },
      cut: () => toDevice.behind(hangUp),
      ping: (pong) => toDevice.behind(() => process.isAlive && isOpen && toServer.behind(pong)),
    });
    const endFar = (): void => {
      if (listening.isAlive) far.end();
    };
    cut = () => {
      toServer.behind(endFar);
      toDevice.behind(hangUp);
    };
    cuts.add(cut);
    toServer.behind(() => {
      if (!listening.isAlive) return;
      server.accept(far);
      toDevice.behind(() => isOpen && process.isAlive && handlers.onOpen());
    });
    return {
      send: (frame) => {
        if (!isOpen || !process.isAlive) return;
        onSent('device', frame);
        toServer.send(frame);
      },
      close: () => {
        toServer.behind(endFar);
        time.after(0, hangUp);
      },
    };
  };

  const link: Link = {
    blocked,
    reached: 0,
    cut: () => {
      for (const cut of cuts) cut();
    },
    transport: (process) => ({ connect: (_, handlers) => connect(process, handlers) }),
  };
  return link;
};
