import type { Socket } from 'node:net';
import type { BookId } from '../../src/kernel/ids.ts';
import type { Arrival, Intake } from './intake.ts';
import type { Channel } from './channel.ts';

/** Bytes since the last whole frame that are not counted: as many are read at a time, and may hold the next one's start. */
const FREE = 64 * 1024;
const REASON = 'frames of others, here in part';

/** What a WebSocket has brought of a frame that may never be whole. */
export interface PartialFrame {
  /** A frame is whole. */
  whole(): void;
  close(): void;
}

/** Bounded together with what requests have brought in part, and by the same rules: it is memory that nobody can use. */
export const boundPartialFrame = (
  book: BookId,
  tcp: Socket,
  channel: Pick<Channel, 'hold' | 'resume'>,
  intake: Intake,
  cut: () => void,
): PartialFrame => {
  /** Bytes that had come, and of what comes now those that are counted. */
  let [before, counted] = [tcp.bytesRead, 0];
  let arrival: Arrival | undefined;
  const whole = (): void => {
    [before, counted] = [tcp.bytesRead, 0];
    arrival?.close();
    arrival = undefined;
  };
  const awaitTurn = (arriving: Arrival): void => {
    channel.hold(REASON);
    const goOn = (): void => channel.resume(REASON);
    arriving.turn().then(goOn, goOn);
  };
  const count = (): void => {
    const come = tcp.bytesRead - before;
    if (come <= FREE) return;
    arrival ??= intake.open(book, { hasMore: () => tcp.readableLength > 0, cut });
    arrival.add(come - counted);
    counted = come;
    awaitTurn(arrival);
  };
  tcp.on('data', count);
  return {
    whole,
    close: () => {
      tcp.off('data', count);
      whole();
    },
  };
};
