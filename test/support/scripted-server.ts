/** The far end of a client's connections, spoken by a test; time moves when it says so. */
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Timers } from '../../src/kernel/ports.ts';
import { frameToMessage, messageToFrame, type Message } from '../../src/sync/protocol.ts';
import type { Transport, TransportHandlers } from '../../src/sync/transport.ts';

export interface ScriptedServer {
  readonly transport: Transport;
  readonly timers: Timers;
  /** Connections that were asked for so far. */
  dials(): number;
  /** What the newest connection was sent and nobody has asked for. */
  heard(): readonly Message[];
  say(message: Message): Promise<void>;
  /** Opens the newest connection. */
  open(): Promise<void>;
  /** Opens it and lets the device in. */
  welcome(): Promise<void>;
  drop(): Promise<void>;
  pass(milliseconds: number): Promise<void>;
}

/** Signatures are made in other threads, and stores take turns of their own: the same is gone through, more often. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) {
    await globalThis.crypto.subtle.digest('SHA-256', new Uint8Array(32_768));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
};

export const scriptedServer = (origin: string): ScriptedServer => {
  let handlers: TransportHandlers | undefined;
  let inbox: (string | Bytes)[] = [];
  let [dials, now] = [0, 0];
  const due = new Set<{ readonly at: number; readonly task: () => void }>();

  const say = async (message: Message): Promise<void> => {
    handlers!.onFrame(messageToFrame(message));
    await settle();
  };
  return {
    transport: {
      connect: (_origin, given) => {
        [handlers, inbox, dials] = [given, [], dials + 1];
        return { send: (frame) => void inbox.push(frame), close: () => undefined };
      },
    },
    timers: {
      after: (milliseconds, task) => {
        const timer = { at: now + milliseconds, task };
        due.add(timer);
        return () => due.delete(timer);
      },
    },
    dials: () => dials,
    heard: () =>
      inbox.splice(0).flatMap((frame) => {
        const message = frameToMessage(frame);
        return message.ok ? [message.value] : [];
      }),
    say,
    open: async () => {
      handlers!.onOpen();
      await settle();
    },
    welcome: async () => {
      handlers!.onOpen();
      await say({ type: 'challenge', nonce: '0'.repeat(64), origin });
      await say({ type: 'welcome', time: 0 });
    },
    drop: async () => {
      handlers!.onClose();
      await settle();
    },
    pass: async (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const next = [...due].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        due.delete(next);
        now = next.at;
        next.task();
        await settle();
      }
      now = end;
      await settle();
    },
  };
};
