import { z } from 'zod';
import type { Event } from '../events/event.ts';
import { base64ToBytes } from '../kernel/bytes.ts';
import { HASH } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';

/** The aggregate that control records are about. */
export const BOOK_AGGREGATE = 'book:self';

const ROLES = ['admin', 'member'] as const;
export type Role = (typeof ROLES)[number];

const key = z
  .string()
  .length(43)
  .refine((text) => base64ToBytes(text)?.length === 32);
const signature = z
  .string()
  .length(86)
  .refine((text) => base64ToBytes(text)?.length === 64);
const name = z.string().min(1).max(80);
const instant = z.iso.datetime({ offset: true });

const deviceKeys = { signing: key, sealing: key, name };

/** Payloads of the control records; keys and signatures are base64url. */
export const controlSchemas = {
  /** The book's first record: its hash is the book's id. */
  'book.genesis': z.object({ random: z.string().regex(HASH), title: name, ...deviceKeys }),
  /** `key` is the public half of a one-time key; whoever holds the private half may enrol one device until `expires`. */
  'book.invite': z.object({ key, role: z.enum(ROLES), expires: instant, note: z.string().max(80) }),
  /** `invite` is the hash of the invitation's segment, `proof` its one-time key's signature over the new device. */
  'book.enrol': z.object({ invite: z.string().regex(HASH), proof: signature, ...deviceKeys }),
  /**
   * New keys for a device that met a segment of its own which it did not seal (FK2): `continues` is the hash of the
   * segment that its log goes on from, `proof` the old key's signature over the new keys.
   */
  'book.continue': z.object({ continues: z.string().regex(HASH), proof: signature, ...deviceKeys }),
};

export type ControlType = keyof typeof controlSchemas;
export type Genesis = z.infer<(typeof controlSchemas)['book.genesis']>;
export type Invite = z.infer<(typeof controlSchemas)['book.invite']>;
export type Enrol = z.infer<(typeof controlSchemas)['book.enrol']>;
export type Continuation = z.infer<(typeof controlSchemas)['book.continue']>;
export type ControlRecord =
  | { readonly type: 'book.genesis'; readonly payload: Genesis }
  | { readonly type: 'book.invite'; readonly payload: Invite }
  | { readonly type: 'book.enrol'; readonly payload: Enrol }
  | { readonly type: 'book.continue'; readonly payload: Continuation }
  | { readonly type: 'unknown' };

export type ControlFailure = Failure<'control-invalid'>;

/** A control event parsed; one of a type this version does not know is `unknown`, never a failure (AS1). */
export const parseControl = (
  event: Pick<Event, 'type' | 'v' | 'payload'>,
): Result<ControlRecord, ControlFailure> => {
  if (event.v !== 1 || !Object.hasOwn(controlSchemas, event.type)) return ok({ type: 'unknown' });
  const parsed = controlSchemas[event.type as ControlType].safeParse(event.payload);
  if (!parsed.success)
    return fail(
      'control-invalid',
      `A record ${event.type} is malformed at ${parsed.error.issues[0]?.path.join('.')}.`,
    );
  return ok({ type: event.type, payload: parsed.data } as ControlRecord);
};
