import { z } from 'zod';
import type { DeepHead } from '../clock/head.ts';
import { parseLine } from '../events/lines.ts';
import { base64ToBytes, bytesToBase64, bytesToUtf8, utf8ToBytes, type Bytes } from '../kernel/bytes.ts';
import { HASH, SHORT_ID, type BookId } from '../kernel/ids.ts';
import type { SigningKeys } from '../kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { Store } from '../kernel/store.ts';
import { proveEnrolment } from '../log/enrolment.ts';
import type { Membership } from '../log/membership.ts';
import type { Role } from '../log/control.ts';
import { sealSegment } from '../log/seal.ts';
import { signingKeyToDevice } from '../log/verify.ts';
import { appendControl, controlLines } from './control-records.ts';
import type { BookPorts, Engine } from './engine.ts';
import type { Identity } from './identity.ts';
import { serverInstant } from './server-clock.ts';
import type { Tables } from './tables.ts';

const VALID = 72 * 3_600_000;
const FRAGMENT = '#join=';
const bytes32 = z.string().refine((text) => base64ToBytes(text)?.length === 32);

/** Something follows on it, which must be countable too. */
const position = z
  .int()
  .min(1)
  .max(2 ** 52);

/** What a link carries behind its `#`, so that no server sees it. `key` is the invitation's one-time key pair. */
const ticket = z.strictObject({
  v: z.literal(1),
  server: z.url({ protocol: /^https?$/ }),
  book: z.string().regex(HASH),
  title: z.string().max(80),
  key: z.strictObject({ public: bytes32, private: bytes32 }),
  invite: z.strictObject({
    device: z.string().regex(SHORT_ID),
    seq: position,
    hash: z.string().regex(HASH),
    depth: position,
  }),
  epochs: z.record(z.string().regex(HASH), bytes32),
});

export interface Ticket extends z.infer<typeof ticket> {}

const ticketToLink = (value: Ticket): string =>
  `${value.server}/${FRAGMENT}${bytesToBase64(utf8ToBytes(JSON.stringify(value)))}`;

export const linkToTicket = (link: string): Result<Ticket, Failure<'link-invalid'>> => {
  const code = link.slice(link.indexOf(FRAGMENT)).trim();
  const bytes =
    code.length < 16_384 && code.startsWith(FRAGMENT)
      ? base64ToBytes(code.slice(FRAGMENT.length))
      : undefined;
  try {
    const parsed = ticket.safeParse(parseLine(bytesToUtf8(bytes!)));
    if (parsed.success) return ok(parsed.data);
  } catch {
    // Falls through: whatever it is, it is no link of ours.
  }
  return fail(
    'link-invalid',
    'This is not a whole invitation link. Copy it again, from its first to its last letter.',
    'link',
  );
};

/** Records an invitation for one device and answers its link. */
export const inviteDevice = async (
  engine: Engine,
  role: Role,
): Promise<{ readonly link: string; readonly expires: string }> => {
  const { crypto, clock, store } = engine.ports;
  const { book, server, epochs } = engine.identity;
  const key = await crypto.generateSigningKeys();
  const expires = await serverInstant(store, clock, VALID);
  const head = await appendControl(engine, 'book.invite', {
    key: bytesToBase64(key.publicKey),
    role,
    expires,
    note: '',
  });
  const link = ticketToLink({
    v: 1,
    server,
    book,
    title: engine.cached.membership.title,
    epochs,
    key: { public: bytesToBase64(key.publicKey), private: bytesToBase64(key.privateKey) },
    invite: { device: head.device, seq: head.seq, hash: head.hash, depth: head.depth },
  });
  return { link, expires };
};

export interface Joining {
  readonly actor: string;
  readonly name: string;
}

export interface Joined {
  readonly identity: Identity;
  readonly enrolment: { readonly bytes: Bytes; readonly hash: string };
}

/** Makes a device of the book: it signs its own enrolment with the link's key, and nobody has to be online. */
export const joinBook = async (
  ports: Omit<BookPorts, 'store'>,
  value: Ticket,
  { actor, name }: Joining,
): Promise<Joined> => {
  const { crypto, random } = ports;
  const [signing, sealing] = [await crypto.generateSigningKeys(), await crypto.generateSealingKeys()];
  const device = signingKeyToDevice(signing.publicKey, crypto);
  const book = value.book as BookId;
  const invite = value.invite as unknown as DeepHead;
  const proof = await proveEnrolment(book, invite.hash, toKeys(value), { signing, sealing }, crypto);
  const enrolment = await sealSegment(
    {
      kind: 'control',
      book,
      device,
      seq: 1,
      commands: 1,
      depth: invite.depth + 1,
      context: [invite],
      prev: '',
      lines: controlLines('book.enrol', { ...proof, name }, actor, ports),
      epoch: '',
    },
    signing,
    crypto,
    random,
  );
  return {
    enrolment,
    identity: { book, device, signing, sealing, epochs: value.epochs, actor, name, server: value.server },
  };
};

/** The enrolment is held until the invitation has arrived: then it is admitted like any other segment (HB1). */
export const storeJoined = (
  store: Store<Tables>,
  { identity, enrolment }: Joined,
  value: Ticket,
): Promise<void> =>
  store.write(['meta', 'waiting'], async (tx) => {
    await tx.put('meta', [{ key: 'identity', value: identity }]);
    await tx.clear('waiting'); // An enrolment by another link, which was late or used, is given up.
    await tx.put('waiting', [
      { hash: enrolment.hash as never, bytes: enrolment.bytes, missing: [value.invite.hash as never] },
    ]);
  });

/** Is this device of the book? One whose invitation came to nothing is not, and may join again. */
export const isJoined = (store: Store<Tables>): Promise<boolean> =>
  store.read(['meta'], async (tx) => {
    const identity = (await tx.get('meta', 'identity'))?.value as Identity | undefined;
    const membership = (await tx.get('meta', 'membership'))?.value as Membership | undefined;
    return Object.hasOwn(membership?.members ?? {}, identity?.device ?? '');
  });

const toKeys = ({ key }: Ticket): SigningKeys => ({
  publicKey: base64ToBytes(key.public)!,
  privateKey: base64ToBytes(key.private)!,
});
