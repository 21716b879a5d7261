import { z } from 'zod';
import { base64, device, hash, head, MAX_HEADS, MAX_PARTS, MAX_PROOF, nonce, text } from './protocol.ts';

/**
 * The sync protocol as plain requests, each by itself: for networks that block WebSockets, and for scripts. All are
 * POST, below `/api/books/` and the book's id. Segments travel as runs (`application/octet-stream`), everything else
 * as JSON.
 */
export const RUN = 'application/octet-stream';
/** Says of a run whether more is missing than was given: `true` or `false`. */
export const MORE = 'daybook-more';
/** Heads in one request: as many as messages tell in parts. */
export const MAX_TOLD = MAX_HEADS * MAX_PARTS;
/** Heads of what was refused in one request. */
const MAX_REFUSED = 1024;
/** Device, when it ends in milliseconds since 1970, and the server's mark. */
export const TICKET = /^[0-9a-f]{32}\.[1-9]\d{12,14}\.[0-9a-f]{64}$/;

/** What `hello` says. */
export const challengeRequest = z.strictObject({ protocol: z.int(), device, nonce });
/** Sign `challengeMessage` of these. */
export const challengeAnswer = z.strictObject({ nonce, origin: z.string().max(300) });

/** What `prove` says, and what it answers: the nonce that the device drew, and the one it was given. */
export const ticketRequest = z.strictObject({
  device,
  nonce,
  challenge: nonce,
  signature: base64.length(86),
  proof: z.array(base64.max(262_144)).max(MAX_PROOF).default([]),
});
/** `ticket` goes with each further request, as `Authorization: Bearer`; `time` is the server's clock in milliseconds. */
export const ticketAnswer = z.strictObject({ ticket: z.string().regex(TICKET), time: z.number() });

const heads = z.array(head).max(MAX_TOLD);
const unknown = z.array(hash).max(MAX_TOLD);

/** What the asker has durably stored, and which of the server's heads it does not know. */
export const headsRequest = z.strictObject({ heads: heads.default([]), unknown: unknown.default([]) });
/** The same of the server: what it says here is acknowledged. */
export const headsAnswer = z.strictObject({ heads, unknown });

/** The answer is a run of what the asker lacks; what it has refused, and what follows on that, is left out. */
export const pullRequest = headsRequest.extend({ refused: z.array(head).max(MAX_REFUSED).default([]) });

/**
 * Of a run: all of it that is neither `held` nor in `refused` is durably stored. `later`: what was refused may be sent
 * again in a while, for the reason given may pass.
 */
export const pushAnswer = z.strictObject({
  taken: z.int().min(0),
  duplicates: z.int().min(0),
  held: z.int().min(0),
  refused: z.array(z.strictObject({ segment: hash, code: z.string().max(64), message: text })),
  later: z.boolean(),
});

/** Any answer but 2xx; `retry` says, as in `stop`, whether trying again can help. */
export const failureAnswer = z.strictObject({ code: z.string().max(64), message: text, retry: z.boolean() });
