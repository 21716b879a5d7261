import { bytesToHex } from '../kernel/bytes.ts';
import type { EventName } from '../kernel/ids.ts';
import type { Bytes } from '../kernel/bytes.ts';
import type { Sha256 } from '../kernel/ports.ts';

const LEAF = new Uint8Array([0]);

/** `SHA-256(0x00 ‖ SHA-256(envelope line) ‖ SHA-256(payload line))`: a redacted payload leaves its hash behind. */
export const leafHash = (envelope: Uint8Array, payload: Uint8Array, sha256: Sha256): Bytes =>
  sha256(LEAF, sha256(envelope), sha256(payload));

/** An event is named by its leaf, fixed when it is appended (FK1). */
export const eventName = (envelope: Uint8Array, payload: Uint8Array, sha256: Sha256): EventName =>
  bytesToHex(leafHash(envelope, payload, sha256)) as EventName;
