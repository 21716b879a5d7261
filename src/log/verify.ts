import type { Bytes } from '../kernel/bytes.ts';
import type { DeviceId } from '../kernel/ids.ts';
import { bytesToHex } from '../kernel/bytes.ts';
import type { Crypto } from '../kernel/ports.ts';
import { signedMessage } from './seal.ts';
import type { Segment } from './segment.ts';

/** A device is named after its key, so a log carries the proof of whose it is. */
export const signingKeyToDevice = (publicKey: Bytes, { sha256 }: Pick<Crypto, 'sha256'>): DeviceId =>
  bytesToHex(sha256(publicKey).subarray(0, 16)) as DeviceId;

/** Is the segment signed by this key? Vouches for the whole chain of hashes behind it too. */
export const isSignedBy = (segment: Segment, publicKey: Bytes, crypto: Crypto): Promise<boolean> =>
  crypto.verify(publicKey, segment.signature, signedMessage(segment.headerBytes));
