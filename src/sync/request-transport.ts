import type { Sha256, Timers } from '../kernel/ports.ts';
import { frameToMessage, messageToFrame } from './protocol.ts';
import { openExchange, type Exchange } from './exchange.ts';
import { openRemoteBook } from './remote-book.ts';
import type { Requests } from './requests-port.ts';
import type { Transport } from './transport.ts';

/** Carries the protocol by plain requests, where the network lets no WebSocket through. */
export const requestTransport = (requests: Requests, timers: Timers, sha256: Sha256): Transport => ({
  connect: (origin, handlers) => {
    let exchange: Exchange | undefined;
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      exchange?.close();
      handlers.onClose();
    };
    // Like a socket: not before whoever connects has what it sends by.
    void Promise.resolve().then(() => {
      if (!isOver) handlers.onOpen();
    });
    return {
      send: (frame) => {
        const message = isOver ? undefined : frameToMessage(frame);
        if (!message?.ok) return;
        if (message.value.type !== 'hello') return exchange?.receive(message.value);
        const book = openRemoteBook(origin, message.value.book, requests, sha256);
        exchange ??= openExchange(message.value, book, timers, {
          say: (said) => {
            if (!isOver) handlers.onFrame(messageToFrame(said));
          },
          end,
        });
      },
      close: end,
    };
  },
});
