import type { BookId, DeviceId, EpochId, SegmentHash } from '../kernel/ids.ts';
import type { SealingKeys, SigningKeys } from '../kernel/ports.ts';

/** Who this device is in the book. */
export interface Identity {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly signing: SigningKeys;
  readonly sealing: SealingKeys;
  /** Book keys by epoch, base64url of 32 bytes. */
  readonly epochs: { readonly [epoch: EpochId]: string };
  /** Whom commands are recorded as. */
  readonly actor: string;
  readonly name: string;
  /** Origin of the sync server, for example `http://127.0.0.1:8787`; empty for none. */
  readonly server: string;
  /** What it was before it met its own key elsewhere (FK2), oldest first. */
  readonly former?: readonly FormerKeys[];
}

/** Keys given up: what was wrapped for the old device still opens, and its events are still the own ones. */
export interface FormerKeys {
  readonly device: DeviceId;
  /** Own events under these keys. */
  readonly seq: number;
  /** The segment that holds the last of them: the new log goes on from there. */
  readonly hash: SegmentHash;
  readonly signing: SigningKeys;
  readonly sealing: SealingKeys;
}
