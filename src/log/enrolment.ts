import { base64ToBytes, bytesToBase64, utf8ToBytes, type Bytes } from '../kernel/bytes.ts';
import type { BookId, SegmentHash } from '../kernel/ids.ts';
import type { Crypto, SealingKeys, SigningKeys } from '../kernel/ports.ts';
import type { Continuation, Enrol } from './control.ts';

/** What lets a device in, and the prefix that keeps the signature from meaning anything elsewhere. */
const DOMAINS = {
  /** The invitation; its one-time key signs. */
  invite: 'daybook enrolment v1',
  /** The segment whose log is continued (FK2); the key of that log signs. */
  continues: 'daybook continuation v1',
} as const;

type Ground = keyof typeof DOMAINS;
type PublicKeys = Pick<Enrol, 'signing' | 'sealing'>;

export interface DeviceKeys {
  readonly signing: SigningKeys;
  readonly sealing: SealingKeys;
}

/** The book, the ground, and the keys that come in by it. */
const proofMessage = (ground: Ground, book: BookId, hash: SegmentHash, keys: PublicKeys): Bytes =>
  utf8ToBytes([DOMAINS[ground], book, hash, keys.signing, keys.sealing].join('\n'));

const prove = async (
  ground: Ground,
  book: BookId,
  hash: SegmentHash,
  signer: SigningKeys,
  device: DeviceKeys,
  crypto: Crypto,
) => {
  const signing = bytesToBase64(device.signing.publicKey);
  const sealing = bytesToBase64(device.sealing.publicKey);
  const message = proofMessage(ground, book, hash, { signing, sealing });
  return { proof: bytesToBase64(await crypto.sign(signer, message)), signing, sealing };
};

export const proveEnrolment = async (
  book: BookId,
  invite: SegmentHash,
  oneTime: SigningKeys,
  device: DeviceKeys,
  crypto: Crypto,
): Promise<Omit<Enrol, 'name'>> => ({
  invite,
  ...(await prove('invite', book, invite, oneTime, device, crypto)),
});

export const proveContinuation = async (
  book: BookId,
  continues: SegmentHash,
  old: SigningKeys,
  device: DeviceKeys,
  crypto: Crypto,
): Promise<Omit<Continuation, 'name'>> => ({
  continues,
  ...(await prove('continues', book, continues, old, device, crypto)),
});

/** `signer` is the public key of the invitation, or of the device that is continued; base64url, as records hold it. */
export const isProven = (
  payload: Enrol | Continuation,
  book: BookId,
  signer: string,
  crypto: Crypto,
): Promise<boolean> => {
  const message =
    'invite' in payload
      ? proofMessage('invite', book, payload.invite as SegmentHash, payload)
      : proofMessage('continues', book, payload.continues as SegmentHash, payload);
  return crypto.verify(base64ToBytes(signer)!, base64ToBytes(payload.proof)!, message);
};
