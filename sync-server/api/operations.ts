import type { z } from 'zod';
import type { Bytes } from '../../src/kernel/bytes.ts';
import { MAX_FRAME } from '../../src/sync/protocol.ts';
import {
  challengeAnswer,
  challengeRequest,
  headsAnswer,
  headsRequest,
  MORE,
  pullRequest,
  pushAnswer,
  RUN,
  ticketAnswer,
  ticketRequest,
} from '../../src/sync/requests.ts';

const KB = 1024;
/** As many heads, and heads not known, as may be told. */
const TOLD_BYTES = 12 * KB * KB;

/** A kind of request about a book: what is served and what the document says of it follow from this. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly summary: string;
  readonly description: string;
  readonly needsTicket: boolean;
  /** Undefined: none. */
  readonly body: z.ZodType | typeof RUN | undefined;
  readonly maxBytes: number;
  readonly answer: z.ZodType | typeof RUN;
}

export const OPERATIONS = {
  challenge: {
    method: 'POST',
    summary: 'Ask to be let in',
    description:
      'Answers what to sign: `daybook challenge v1` and, each on a line, origin, book, the nonce of the device and that of the server, with the Ed25519 key of the device. It is to be answered within a minute.',
    needsTicket: false,
    body: challengeRequest,
    maxBytes: KB,
    answer: challengeAnswer,
  },
  ticket: {
    method: 'POST',
    summary: 'Answer the challenge',
    description:
      'Gives a ticket, good for this book and some ten minutes, at each node. `proof`: the control segments that show the membership of a device that the server does not know yet, the genesis record first. Whoever is not let in is told the same as of a book that is not here.',
    needsTicket: false,
    body: ticketRequest,
    maxBytes: 256 * KB,
    answer: ticketAnswer,
  },
  heads: {
    method: 'POST',
    summary: 'Tell heads',
    description:
      'All that the server has durably stored of the book, by the heads of its logs: what is told here is acknowledged. Given the heads of the asker, it also says which of them it does not know; `{}` will do.',
    needsTicket: true,
    body: headsRequest,
    maxBytes: TOLD_BYTES,
    answer: headsAnswer,
  },
  pull: {
    method: 'POST',
    summary: 'Get segments',
    description: `A run of the segments that the asker lacks by the heads it tells, context before what depends on it: half a megabyte, or one segment. The header \`${MORE}\` says whether there are more, for whoever tells its new heads. It is empty for a device whose own enrolment waits for segments that the server lacks, until they come.`,
    needsTicket: true,
    body: pullRequest,
    maxBytes: TOLD_BYTES,
    answer: RUN,
  },
  push: {
    method: 'POST',
    summary: 'Give segments',
    description:
      'Takes a run. The answer comes once all that it does not name as held or refused is durably stored. Given again, nothing changes.',
    needsTicket: true,
    body: RUN,
    maxBytes: MAX_FRAME,
    answer: pushAnswer,
  },
  controls: {
    method: 'GET',
    summary: 'Get the control records',
    description:
      'A run of all control records: who is a member, and by whom. Empty for whom a pull is empty.',
    needsTicket: true,
    body: undefined,
    maxBytes: 0,
    answer: RUN,
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** What a handler is given of a request's body, once it has been checked. */
export type BodyOf<N extends OperationName> = (typeof OPERATIONS)[N]['body'] extends infer B
  ? B extends z.ZodType
    ? z.output<B>
    : B extends typeof RUN
      ? Bytes
      : undefined
  : never;
