import { createSHA256 } from 'hash-wasm';
import type { Bytes } from '../kernel/bytes.ts';
import { concatBytes } from '../kernel/bytes.ts';
import type { Crypto, Sha256, SigningKeys } from '../kernel/ports.ts';

/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410): WebCrypto imports private keys in no rawer form. */
const ED25519_PKCS8 = new Uint8Array([
  0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
]);
/** The most keys remembered: importing one costs more than using it. */
const MAX_KEYS = 4096;

/** WebCrypto for keys, WebAssembly for hashes: 1.15 µs for 300 B against WebCrypto's 2.2 with a promise each. */
export const createCrypto = async (): Promise<Crypto> => {
  const { subtle } = globalThis.crypto;
  const sha256 = await createSha256();
  const verifying = remember((key) => subtle.importKey('raw', key, 'Ed25519', false, ['verify']));
  const encrypting = remember((key) =>
    subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']),
  );
  const signing = remember((seed) =>
    subtle.importKey('pkcs8', concatBytes(ED25519_PKCS8, seed), 'Ed25519', false, ['sign']),
  );
  return {
    sha256,
    generateSigningKeys: () => generate('Ed25519', ['sign', 'verify']),
    generateSealingKeys: () => generate('X25519', ['deriveBits']),
    sign: async (keys: SigningKeys, message) =>
      new Uint8Array(await subtle.sign('Ed25519', await signing(keys.privateKey), message)),
    verify: async (publicKey, signature, message) => {
      try {
        return await subtle.verify('Ed25519', await verifying(publicKey), signature, message);
      } catch {
        return false; // Bytes that are no key are a wrong signature, as the port says.
      }
    },
    encrypt: async (key, iv, plain, additionalData) =>
      new Uint8Array(
        await subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, await encrypting(key), plain),
      ),
    decrypt: async (key, iv, stored, additionalData) => {
      try {
        return new Uint8Array(
          await subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, await encrypting(key), stored),
        );
      } catch {
        return undefined; // The only answer WebCrypto has to a wrong tag.
      }
    },
  };
};

/** Parts of up to this many bytes together are joined first: handing one over costs more than hashing it. */
const MAX_JOINED = 128;

const createSha256 = async (): Promise<Sha256> => {
  const hasher = await createSHA256();
  const joined = new Uint8Array(MAX_JOINED);
  return (...parts) => {
    hasher.init();
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (parts.length > 1 && length <= MAX_JOINED) {
      let at = 0;
      for (const part of parts) {
        joined.set(part, at);
        at += part.length;
      }
      hasher.update(joined.subarray(0, length));
    } else for (const part of parts) hasher.update(part);
    return hasher.digest('binary') as Bytes;
  };
};

const generate = async (algorithm: string, usages: KeyUsage[]) => {
  const pair = (await globalThis.crypto.subtle.generateKey(algorithm, true, usages)) as CryptoKeyPair;
  const pkcs8 = new Uint8Array(await globalThis.crypto.subtle.exportKey('pkcs8', pair.privateKey));
  const publicKey = new Uint8Array(await globalThis.crypto.subtle.exportKey('raw', pair.publicKey));
  return { publicKey, privateKey: pkcs8.slice(-32) };
};

const remember = (load: (bytes: Bytes) => Promise<CryptoKey>) => {
  const keys = new Map<string, Promise<CryptoKey>>();
  return (bytes: Bytes): Promise<CryptoKey> => {
    const name = bytes.join();
    const known = keys.get(name) ?? load(bytes);
    if (keys.size >= MAX_KEYS) keys.clear();
    keys.set(name, known);
    return known;
  };
};
