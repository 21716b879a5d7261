/** The sync protocol by plain requests, as a script speaks it. */
import { bytesToBase64, bytesToHex, type Bytes } from '../../src/kernel/bytes.ts';
import type { BookId } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { runToSegments, segmentsToRun } from '../../src/log/run.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import { challengeMessage, PROTOCOL } from '../../src/sync/protocol.ts';
import { RUN } from '../../src/sync/requests.ts';
import type { LogBuilder } from './log-builder.ts';
import { runServer, temporaryFolder } from './run-server.ts';
import type { Claim } from './sync-device.ts';

interface Said {
  readonly [field: string]: unknown;
  readonly nonce: string;
  readonly origin: string;
  readonly ticket: string;
  readonly heads: readonly unknown[];
  readonly unknown: readonly string[];
  readonly refused: readonly unknown[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** What was said, of an answer in JSON. */
  readonly said: Said;
  /** Of a run. */
  readonly segments: readonly Bytes[];
}

/** `body`: a run as bytes, anything else as JSON; undefined: none, by GET. */
export const ask = async (
  url: string,
  book: BookId,
  name: string,
  body?: object | Uint8Array,
  { ticket, ...headers }: Record<string, string> = {},
): Promise<Answered> => {
  const isRun = body instanceof Uint8Array;
  const response = await fetch(`${url}/api/books/${book}/${name}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body && { 'content-type': isRun ? RUN : 'application/json' }),
      ...(ticket === undefined ? {} : { authorization: `Bearer ${ticket}` }),
      ...headers,
    },
    ...(body && { body: isRun ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { status } = response;
  if (response.headers.get('content-type') !== RUN)
    return {
      status,
      headers: response.headers,
      said: JSON.parse(Buffer.from(bytes).toString() || 'null'),
      segments: [],
    };
  const segments = runToSegments(bytes);
  if (!segments.ok) throw new Error(segments.error.message);
  return { status, headers: response.headers, said: {} as Said, segments: segments.value };
};

/** An answered challenge, not sent yet. */
export const answerChallenge = async (url: string, writer: Claim, crypto: Crypto) => {
  const { book, device, keys, proof } = writer;
  const nonce = bytesToHex(systemRandom.bytes(32));
  const { said } = await ask(url, book, 'challenge', { protocol: PROTOCOL, device, nonce });
  const message = challengeMessage(said.origin, book, nonce, said.nonce);
  const signature = bytesToBase64(await crypto.sign(keys.signing, message));
  return { device, nonce, challenge: said.nonce, signature, proof };
};

export const knock = async (url: string, writer: Claim, crypto: Crypto): Promise<Answered> =>
  ask(url, writer.book, 'ticket', await answerChallenge(url, writer, crypto));

/** Asks with a ticket. */
export type Asking = (name: string, body?: object | Uint8Array) => Promise<Answered>;

export const letIn = async (url: string, writer: Claim, crypto: Crypto): Promise<Asking> => {
  const { status, said } = await knock(url, writer, crypto);
  if (status !== 200) throw new Error(`Not let in: ${JSON.stringify(said)}`);
  return (name, body) => ask(url, writer.book, name, body, { ticket: said.ticket });
};

export const toRun = (segments: readonly { readonly bytes: Bytes }[]): Bytes =>
  segmentsToRun(segments.map(({ bytes }) => bytes));

/** A server that has been given a book by plain requests, and who may ask for more of it. */
export const serverWithAsker = async (
  builder: LogBuilder,
  args: readonly string[] = [],
  overrides: Parameters<typeof runServer>[1] = {},
) => {
  const server = await runServer(['--data', temporaryFolder(), ...args], overrides);
  const founder = await builder.begin();
  const asks = await letIn(server.url, founder, builder.crypto);
  await asks('push', toRun(founder.log));
  return { url: server.url, founder, asks };
};
