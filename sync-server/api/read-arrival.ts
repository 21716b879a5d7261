import { Readable } from 'node:stream';
import type { Timers } from '../../src/kernel/ports.ts';
import type { Arrival } from '../connection/intake.ts';

interface ReadingPorts {
  readonly timers: Timers;
  /** Milliseconds that a body may stand still, for want of bytes or of room. */
  readonly longestStill: number;
  /** Counts bytes that have come; rejects if they are not to be taken now. */
  readonly charge: (bytes: number) => Promise<void>;
}

/** A body that is read as far as there is room for it, and cut off if it stands still. */
export const readArrival = (body: Readable, arrival: Arrival, ports: ReadingPorts): Readable => {
  const read = Readable.from(chunksOf(body, arrival, ports));
  // Once it has been refused nobody else listens, and its end may yet be an error.
  read.on('error', () => undefined);
  return read;
};

async function* chunksOf(
  body: Readable,
  arrival: Arrival,
  { timers, longestStill, charge }: ReadingPorts,
): AsyncGenerator<Buffer, void, void> {
  const cut = (): void => {
    body.destroy();
    arrival.close();
  };
  let cancel = timers.after(longestStill, cut);
  try {
    await arrival.turn();
    // Who is refused half-way is to be answered: the body ends with its connection, not here.
    for await (const chunk of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      arrival.add(chunk.length);
      await charge(chunk.length);
      cancel();
      cancel = timers.after(longestStill, cut);
      yield chunk;
      await arrival.turn();
    }
    arrival.whole();
  } finally {
    cancel();
  }
}
