import type { Bytes } from './bytes.ts';

/** Wall time. A claim, never an order (CO2). */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Minutes to add to UTC for the local time, for example 60 in Berlin in winter. */
  offset(): number;
}

export interface Random {
  /** `count` unpredictable bytes. */
  bytes(count: number): Bytes;
}

/** Incremental SHA-256 without promises: leaves are hashed by the hundred thousand. */
export interface Sha256 {
  (...parts: readonly Uint8Array[]): Bytes;
}

export interface SigningKeys {
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Bytes;
  /** Ed25519 private key, the 32-byte seed. */
  readonly privateKey: Bytes;
}

export interface SealingKeys {
  /** X25519 public key, 32 bytes. */
  readonly publicKey: Bytes;
  readonly privateKey: Bytes;
}

export interface Crypto {
  readonly sha256: Sha256;
  generateSigningKeys(): Promise<SigningKeys>;
  generateSealingKeys(): Promise<SealingKeys>;
  /** Ed25519 (RFC 8032): 64 bytes. */
  sign(keys: SigningKeys, message: Bytes): Promise<Bytes>;
  /** False for any signature that is not of `message` by `publicKey`; never throws. */
  verify(publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean>;
  /** AES-256-GCM: ciphertext followed by the 16-byte tag. */
  encrypt(key: Bytes, nonce: Bytes, plain: Bytes, additional: Bytes): Promise<Bytes>;
  /** Undefined when the tag does not match. */
  decrypt(key: Bytes, nonce: Bytes, stored: Bytes, additional: Bytes): Promise<Bytes | undefined>;
}

export interface Timers {
  /** Runs `task` once after `milliseconds`; the returned function cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}
