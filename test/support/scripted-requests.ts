/** A connection by requests to a server that is spoken by a test. */
import { utf8ToBytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId } from '../../src/kernel/ids.ts';
import { frameToMessage, messageToFrame, type Message } from '../../src/sync/protocol.ts';
import { RUN } from '../../src/sync/requests.ts';
import { requestTransport } from '../../src/sync/request-transport.ts';
import type { PlainAnswer, PlainRequest } from '../../src/sync/requests-port.ts';
import { createCrypto } from '../../src/platform/crypto.ts';

const NONCE = 'a'.repeat(64);
const ORIGIN = 'https://books.example';

const nameOf = ({ url }: PlainRequest) => url.slice(url.lastIndexOf('/') + 1);

export const ticketNo = (n: number) => `${'d'.repeat(32)}.1772323200000.${String(n).padStart(64, '0')}`;

export type Given = Partial<PlainAnswer> & { readonly json?: object };

const toAnswer = ({ json, ...given }: Given): PlainAnswer => ({
  status: 200,
  type: json ? 'application/json; charset=utf-8' : RUN,
  body: utf8ToBytes(json ? JSON.stringify(json) : ''),
  more: false,
  retryAfter: undefined,
  ...given,
});

export const refused = (status: number, code: string, retry = true): Given => ({
  status,
  json: { code, message: 'No.', retry },
});

export const PUSHED: Given = { json: { taken: 1, duplicates: 0, held: 0, refused: [], later: false } };

/** Milliseconds after which a connection asks for the heads again. */
export const LOOK = 2_500;

/** Until all that was answered at once has been acted upon. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

/** A connection by requests, which a test answers; the device answers every challenge, and begins with nothing. */
export const connected = async (
  answers: Partial<Record<string, (request: PlainRequest) => Given | Promise<Given> | undefined>> = {},
) => {
  const { sha256 } = await createCrypto();
  const asked: PlainRequest[] = [];
  const said: Message[] = [];
  const due = new Map<() => void, number>();
  let [tickets, closed, cancelled] = [0, 0, 0];
  const usual: typeof answers = {
    challenge: () => ({ json: { nonce: NONCE, origin: ORIGIN } }),
    ticket: () => ({ json: { ticket: ticketNo(++tickets), time: 1 } }),
    heads: () => ({ json: { heads: [], unknown: [] } }),
    pull: () => ({}),
    push: () => PUSHED,
  };
  const transport = requestTransport(
    {
      ask: (request) => {
        asked.push(request);
        const given = (answers[nameOf(request)] ?? usual[nameOf(request)])!(request);
        const answer = given
          ? Promise.resolve(given).then(toAnswer)
          : new Promise<undefined>(() => undefined);
        return { answer, cancel: () => cancelled++ };
      },
    },
    {
      after: (milliseconds, task) => {
        due.set(task, milliseconds);
        return () => due.delete(task);
      },
    },
    sha256,
  );
  const connection = transport.connect(ORIGIN, {
    onOpen: () =>
      connection.send(
        messageToFrame({
          type: 'hello',
          protocol: 1,
          book: 'b'.repeat(64) as BookId,
          device: 'd'.repeat(32) as DeviceId,
          nonce: NONCE,
        }),
      ),
    onFrame: (frame) => {
      const message = frameToMessage(frame);
      if (!message.ok) throw new Error(message.error.message);
      said.push(message.value);
      if (message.value.type === 'challenge')
        connection.send(messageToFrame({ type: 'prove', signature: 'x'.repeat(86), proof: [] }));
      if (message.value.type === 'welcome')
        connection.send(messageToFrame({ type: 'have', heads: [], unknown: [] }));
    },
    onClose: () => closed++,
  });
  const pass = async (milliseconds: number) => {
    for (const [task, at] of Array.from(due))
      if (at === milliseconds) {
        due.delete(task);
        task();
      }
    await settle();
  };
  await settle();
  return {
    connection,
    said: (type: Message['type']) => said.filter((message) => message.type === type),
    asked: (name: string) => asked.filter((request) => nameOf(request) === name),
    send: (message: Message) => {
      connection.send(messageToFrame(message));
      return settle();
    },
    isClosed: () => closed,
    cancelled: () => cancelled,
    pass,
  };
};
