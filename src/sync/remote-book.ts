import type { z } from 'zod';
import type { Head } from '../clock/head.ts';
import { bytesToUtf8, type Bytes } from '../kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../kernel/ids.ts';
import type { Sha256 } from '../kernel/ports.ts';
import { err, ok, type Failure, type Result } from '../kernel/result.ts';
import { runToSegments, segmentsToRun } from '../log/run.ts';
import { bytesToOutgoing } from './bytes-to-outgoing.ts';
import type { Collected, Missing, Refusal } from './log-port.ts';
import type { Message } from './protocol.ts';
import { challengeAnswer, failureAnswer, headsAnswer, pushAnswer, RUN, ticketAnswer } from './requests.ts';
import type { PlainAnswer, Requests } from './requests-port.ts';

type Of<T extends Message['type']> = Extract<Message, { type: T }>;

/** Why a request came to nothing. */
export type AskFailure =
  /** There was no answer, or none of a sync server. */
  | { readonly type: 'gone' }
  | { readonly type: 'ticket-invalid' }
  | { readonly type: 'wait'; readonly milliseconds: number }
  /** What was sent is not taken now, for a reason that people should know. */
  | { readonly type: 'put-off'; readonly failure: Failure }
  | { readonly type: 'stopped'; readonly stop: Of<'stop'> };

export interface ToldHeads {
  readonly heads: readonly Head[];
  readonly unknown: readonly SegmentHash[];
}

export interface Pushed {
  readonly isNew: boolean;
  readonly duplicates: number;
  readonly refused: readonly Refusal[];
  /** What was refused may be sent again in a while. */
  readonly later: boolean;
}

/** One book at a server, by plain requests: each method is one. */
export interface RemoteBook {
  challenge(hello: Of<'hello'>): Promise<Result<Of<'challenge'>, AskFailure>>;
  ticket(
    hello: Of<'hello'>,
    challenge: string,
    prove: Of<'prove'>,
  ): Promise<Result<z.infer<typeof ticketAnswer>, AskFailure>>;
  heads(told: readonly Head[], ticket: string): Promise<Result<ToldHeads, AskFailure>>;
  /** `onProgress`: more of the answer has come. */
  pull(
    missing: Missing,
    ticket: string,
    onProgress: () => void,
  ): Promise<Result<Omit<Collected, 'unknownHere'>, AskFailure>>;
  push(segments: readonly Bytes[], ticket: string): Promise<Result<Pushed, AskFailure>>;
  /** What a segment is called; undefined for bytes that are none. */
  nameOf(bytes: Bytes): SegmentHash | undefined;
  /** Ends what is under way; its answer is `gone`. */
  cancel(): void;
}

/** Milliseconds to wait where the server asks for it and does not say how long, and at most. */
const WAIT_MS = 5_000;
const MOST_WAIT_MS = 60_000;
const GONE: Result<never, AskFailure> = err({ type: 'gone' });

export const openRemoteBook = (
  origin: string,
  book: BookId,
  requests: Requests,
  sha256: Sha256,
): RemoteBook => {
  let cancel = (): void => undefined;
  const ask = async (
    name: string,
    body: object | Bytes,
    ticket?: string,
    onProgress: () => void = () => undefined,
  ): Promise<Result<PlainAnswer, AskFailure>> => {
    const isRun = body instanceof Uint8Array;
    const asked = requests.ask(
      {
        url: `${origin}/api/books/${book}/${name}`,
        body: isRun ? body : JSON.stringify(body),
        type: isRun ? RUN : 'application/json',
        ...(ticket === undefined ? {} : { ticket }),
      },
      onProgress,
    );
    cancel = () => asked.cancel();
    const answer = await asked.answer;
    if (!answer) return GONE;
    return answer.status === 200 ? ok(answer) : err(answerToFailure(answer));
  };

  return {
    challenge: async ({ protocol, device, nonce }) => {
      const said = readJson(await ask('challenge', { protocol, device, nonce }), challengeAnswer);
      return said.ok ? ok({ type: 'challenge', ...said.value }) : said;
    },
    ticket: async ({ device, nonce }, challenge, { signature, proof }) =>
      readJson(await ask('ticket', { device, nonce, challenge, signature, proof }), ticketAnswer),
    heads: async (told, ticket) => {
      const said = readJson(await ask('heads', { heads: told.map(headToWire) }, ticket), headsAnswer);
      return said.ok
        ? ok({ heads: said.value.heads.map(wireToHead), unknown: said.value.unknown as SegmentHash[] })
        : said;
    },
    pull: async ({ after, unknownThere, refused = [] }, ticket, onProgress) => {
      const [heads, unknown] = [after.map(headToWire), unknownThere];
      const told = { heads, unknown, refused: refused.map(headToWire) };
      const answer = await ask('pull', told, ticket, onProgress);
      if (!answer.ok) return answer;
      const segments = answer.value.type === RUN ? runToSegments(answer.value.body) : undefined;
      if (!segments?.ok) return GONE;
      const outgoing = segments.value.flatMap((bytes) => bytesToOutgoing(bytes, sha256) ?? []);
      return ok({ segments: outgoing, more: answer.value.more });
    },
    push: async (segments, ticket) => {
      const said = readJson(await ask('push', segmentsToRun(segments), ticket), pushAnswer);
      if (!said.ok && said.error.type === 'put-off') {
        const { failure } = said.error;
        const names = segments.flatMap((bytes) => bytesToOutgoing(bytes, sha256)?.head.hash ?? []);
        return ok({
          isNew: false,
          duplicates: 0,
          refused: names.map((segment) => ({ segment, failure })),
          later: true,
        });
      }
      if (!said.ok) return said;
      const { taken, duplicates, refused, later } = said.value;
      return ok({ isNew: taken > 0, duplicates, refused: refused.map(wireToRefusal), later });
    },
    nameOf: (bytes) => bytesToOutgoing(bytes, sha256)?.head.hash,
    cancel: () => cancel(),
  };
};

const answerToFailure = (answer: PlainAnswer): AskFailure => {
  const { status, retryAfter } = answer;
  const said = readJson(ok(answer), failureAnswer);
  const code = said.ok ? said.value.code : undefined;
  if (said.ok && code === 'book-rate')
    return { type: 'put-off', failure: { code, message: said.value.message } };
  if (status === 429)
    return {
      type: 'wait',
      milliseconds: Math.min(retryAfter === undefined ? WAIT_MS : 1000 * retryAfter, MOST_WAIT_MS),
    };
  if (!said.ok) return said.error;
  if (code === 'ticket-invalid') return { type: 'ticket-invalid' };
  // Not at once again: a clock may be wrong for good.
  if (code === 'challenge-invalid') return { type: 'gone' };
  return status === 403 || status === 507 || code === 'protocol-unknown'
    ? { type: 'stopped', stop: { type: 'stop', ...said.value } }
    : { type: 'gone' };
};

/** Whatever stands between may answer in the place of the server, and the page of the app answers to any address. */
const readJson = <T>(
  answer: Result<PlainAnswer, AskFailure>,
  schema: z.ZodType<T>,
): Result<T, AskFailure> => {
  if (!answer.ok) return answer;
  if (!answer.value.type.startsWith('application/json')) return GONE;
  const parsed = schema.safeParse(parseJson(answer.value.body));
  return parsed.success ? ok(parsed.data) : GONE;
};

const parseJson = (bytes: Bytes): unknown => {
  try {
    return JSON.parse(bytesToUtf8(bytes));
  } catch {
    return undefined;
  }
};

const headToWire = ({ device, seq, hash }: Head) => [device, seq, hash];

const wireToHead = ([device, seq, hash]: readonly [string, number, string]): Head => ({
  device: device as DeviceId,
  seq,
  hash: hash as SegmentHash,
});

const wireToRefusal = ({
  segment,
  code,
  message,
}: z.infer<typeof pushAnswer>['refused'][number]): Refusal => ({
  segment: segment as SegmentHash,
  failure: { code, message },
});
