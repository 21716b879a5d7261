import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { concatBytes, type Bytes } from '../../../src/kernel/bytes.ts';
import type { Crypto, Random, Sha256 } from '../../../src/kernel/ports.ts';

const PKCS8 = { ed25519: '302e020100300506032b657004220420', x25519: '302e020100300506032b656e04220420' };
const SPKI_ED25519 = '302a300506032b6570032100';
const TAG = 16;

const own = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

const seedToPrivate = (kind: keyof typeof PKCS8, seed: Bytes): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from(PKCS8[kind], 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });

const seedToKeys = (kind: keyof typeof PKCS8, privateKey: Bytes) => {
  const spki = createPublicKey(seedToPrivate(kind, privateKey)).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: own(spki.subarray(-32)) };
};

const sha256: Sha256 = (...parts) =>
  own(hash('sha256', parts.length === 1 ? parts[0]! : concatBytes(...parts), 'buffer'));

/** Makes a key object once: that costs as much as using it. */
const remember = (make: (bytes: Bytes) => KeyObject): ((bytes: Bytes) => KeyObject) => {
  const made = new Map<string, KeyObject>();
  return (bytes) => {
    const name = Buffer.from(bytes).toString('latin1');
    const key = made.get(name) ?? make(bytes);
    made.set(name, key);
    return key;
  };
};

/**
 * The real algorithms, answered at once behind the asynchronous port, with keys drawn from `random`. What one device
 * has verified is remembered for the others: it is most of the time otherwise, and a pure function.
 */
export const createSimulatedCrypto = (): ((random: Random) => Crypto) => {
  const verified = new Map<string, boolean>();
  const signing = remember((seed) => seedToPrivate('ed25519', seed));
  const verifying = remember((key) =>
    createPublicKey({
      key: Buffer.concat([Buffer.from(SPKI_ED25519, 'hex'), key]),
      format: 'der',
      type: 'spki',
    }),
  );
  const secret = remember((key) => createSecretKey(key));
  const isRight = (publicKey: Bytes, signature: Bytes, message: Bytes): boolean => {
    try {
      return verify(null, message, verifying(publicKey), signature);
    } catch {
      return false; // Bytes that are no key.
    }
  };
  return (random) => ({
    sha256,
    generateSigningKeys: async () => seedToKeys('ed25519', random.bytes(32)),
    generateSealingKeys: async () => seedToKeys('x25519', random.bytes(32)),
    sign: async ({ privateKey }, message) => own(sign(null, message, signing(privateKey))),
    verify: async (publicKey, signature, message) => {
      const name = hash('sha256', concatBytes(publicKey, signature, message), 'base64');
      const known = verified.get(name) ?? isRight(publicKey, signature, message);
      verified.set(name, known);
      return known;
    },
    encrypt: async (key, nonce, plain, additional) => {
      const cipher = createCipheriv('aes-256-gcm', secret(key), nonce).setAAD(additional);
      return concatBytes(cipher.update(plain), cipher.final(), cipher.getAuthTag());
    },
    decrypt: async (key, nonce, stored, additional) => {
      if (stored.length < TAG) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', secret(key), nonce, { authTagLength: TAG });
      decipher.setAAD(additional).setAuthTag(stored.subarray(-TAG));
      try {
        return concatBytes(decipher.update(stored.subarray(0, -TAG)), decipher.final());
      } catch {
        return undefined;
      }
    },
  });
};
