import type { Bytes } from '../kernel/bytes.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Timers } from '../kernel/ports.ts';
import { createQueue } from '../kernel/queue.ts';
import { createAsking, type Device } from './asking.ts';
import { sameHeads } from './coverage.ts';
import { millisecondsUnderway } from './in-flight.ts';
import type { Missing } from './log-port.ts';
import type { Message } from './protocol.ts';
import type { RemoteBook } from './remote-book.ts';
import { startSession, stepSession, type Session, type SessionEffect, type SessionInput } from './session.ts';

/** Milliseconds between looks at what the server has, and how many of them make a tick of the session. */
const LOOK_EVERY = 2_500;
const LOOKS_IN_TICK = 2;
/** What the server will take later is offered again on the next connection, after so long. */
const LATER_MS = 30_000;

export interface Exchange {
  /** What the device says. */
  receive(message: Message): void;
  close(): void;
}

/**
 * The server's end of the session, run at the device: what a server does at the other end of a WebSocket is asked of it
 * by plain requests, one after another. The session is the same, so what it keeps to holds here too. What is told as
 * the server's heads is what it has answered: never what was sent to it.
 */
export const openExchange = (
  hello: Extract<Message, { type: 'hello' }>,
  book: RemoteBook,
  timers: Timers,
  device: Device,
): Exchange => {
  const asking = createAsking(hello, book, timers, device);
  const inOrder = createQueue();
  let session: Session | undefined;
  /** Said before it was known what the server has. */
  const early: Message[] = [];
  /** Segments that are being pushed, or wait for it. */
  const underway = new Set<SegmentHash>();

  const namesOf = (segments: readonly Bytes[]) => segments.map((bytes) => book.nameOf(bytes));
  const step = (input: SessionInput): void => {
    if (session && !asking.isOver()) follow(stepSession(session, input));
  };
  const follow = ([next, effects]: readonly [Session, readonly SessionEffect[]]): void => {
    session = next;
    for (const effect of effects) carryOut(effect);
  };
  const carryOut = (effect: SessionEffect): void => {
    if (effect.type === 'send') device.say(effect.message);
    else if (effect.type === 'collect') void inOrder(() => collect(effect.missing));
    else takeLater(effect.segments);
  };

  const collect = async (missing: Missing): Promise<void> => {
    const told = await asking.settle((ticket) => book.heads(missing.after, ticket));
    const pulled =
      told && (await asking.settle((ticket, onProgress) => book.pull(missing, ticket, onProgress)));
    if (pulled) step({ type: 'collected', collected: { ...pulled, unknownHere: told.unknown } });
  };
  /** A session says again what it hears nothing of: of what is on its way still, it would be sent again and again. */
  const takeLater = (segments: readonly Bytes[]): void => {
    const names = namesOf(segments);
    const fresh = segments.filter((_, i) => names[i] === undefined || !underway.has(names[i]));
    for (const name of names) if (name !== undefined) underway.add(name);
    if (fresh.length > 0) void inOrder(() => take(fresh));
  };
  const take = async (segments: readonly Bytes[]): Promise<void> => {
    const size = segments.reduce((sum, { length }) => sum + length, 0);
    const pushed = await asking.settle((ticket) => book.push(segments, ticket), millisecondsUnderway(size));
    for (const name of namesOf(segments)) if (name !== undefined) underway.delete(name);
    if (!pushed) return;
    await look();
    if (pushed.duplicates > 0 && !pushed.isNew) step({ type: 'repeated' });
    if (pushed.refused.length > 0) step({ type: 'refused', refusals: pushed.refused });
    if (pushed.later) asking.after(LATER_MS, () => asking.end());
  };
  const look = async (): Promise<void> => {
    const told = await asking.settle((ticket) => book.heads([], ticket));
    if (told && session && !sameHeads(told.heads, session.ours))
      step({ type: 'committed', heads: told.heads, fresh: [] });
  };
  const lookLater = (nth: number): void =>
    void asking.after(LOOK_EVERY, () => {
      if (inOrder.waiting() === 0) void inOrder(look);
      if (nth % LOOKS_IN_TICK === 0) step({ type: 'tick' });
      lookLater(nth + 1);
    });

  void inOrder(async () => {
    const told = await asking.settle((ticket) => book.heads([], ticket));
    if (!told) return;
    follow(startSession(told.heads));
    for (const message of early.splice(0)) step({ type: 'received', message });
  });
  lookLater(1);
  return {
    receive: (message) => {
      if (message.type === 'prove') asking.proven(message);
      else if (session) step({ type: 'received', message });
      else early.push(message);
    },
    close: () => asking.close(),
  };
};
