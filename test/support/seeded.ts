/** Ports that give the same again for the same seed: keys, salts, nonces and times are drawn from it. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Clock, Crypto, Random } from '../../src/kernel/ports.ts';

export const seededRandom = (seed: string): Random => {
  let drawn = 0;
  return {
    bytes: (count) => {
      const blocks: Buffer[] = [];
      for (let length = 0; length < count; length += 32)
        blocks.push(createHash('sha256').update(`${seed} ${drawn++}`).digest());
      return new Uint8Array(Buffer.concat(blocks).subarray(0, count));
    },
  };
};

/** A second further at each look. */
export const steppingClock = (start = Date.UTC(2026, 0, 2, 3, 4, 5)): Clock => {
  let now = start;
  return { now: () => (now += 1000), offset: () => 60 };
};

const PKCS8 = { ed25519: '302e020100300506032b657004220420', x25519: '302e020100300506032b656e04220420' };

const seedToKeys = (kind: keyof typeof PKCS8, privateKey: Bytes) => {
  const der = Buffer.concat([Buffer.from(PKCS8[kind], 'hex'), privateKey]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  const spki = key.export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: new Uint8Array(spki.subarray(-32)) };
};

/** The real thing, but for where new keys come from. */
export const withSeededKeys = (crypto: Crypto, random: Random): Crypto => ({
  ...crypto,
  generateSigningKeys: async () => seedToKeys('ed25519', random.bytes(32)),
  generateSealingKeys: async () => seedToKeys('x25519', random.bytes(32)),
});
