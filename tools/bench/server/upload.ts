/** A whole book put onto a server, by the device that wrote it. */
import type { Crypto } from '../../../src/kernel/ports.ts';
import type { ForeignBook } from '../book/foreign-book.ts';
import { connect } from './connection.ts';

/** Segments on their way. */
const IN_FLIGHT = 32;

/** `events` of a book in segments of `aSegment`; resolves once the server has all of it. */
export const upload = async (
  url: string,
  { identity, segments, controls }: ForeignBook,
  aSegment: number,
  crypto: Crypto,
): Promise<void> => {
  const connection = await connect(url, identity, segments.slice(0, 1), crypto);
  const events = controls + (segments.length - controls) * aSegment;
  await new Promise<void>((resolve) => {
    let sent = 0;
    const send = (seq: number): void => {
      const there = seq <= controls ? seq : controls + (seq - controls) / aSegment;
      for (; sent < segments.length && sent < there + IN_FLIGHT; sent++) connection.send([segments[sent]!]);
      if (seq === events) resolve();
    };
    connection.onAcknowledged(send);
    send(0);
  });
  connection.close();
};
