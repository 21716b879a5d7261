import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { bytesToHex, hexToBytes, type Bytes } from '../../src/kernel/bytes.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { merkleRoot } from '../../src/log/merkle.ts';
import { createCrypto } from '../../src/platform/crypto.ts';

let crypto: Crypto;
beforeAll(async () => {
  crypto = await createCrypto();
});

/** The inputs and roots by which implementations of RFC 6962 test themselves (Certificate Transparency). */
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test.each(ROOTS.map((root, count) => [count, root] as const))(
  'the root over %i leaves is that of RFC 6962',
  (count, root) => {
    const leaves = INPUTS.slice(0, count).map((input) =>
      crypto.sha256(new Uint8Array([0]), hexToBytes(input)),
    );
    expect(bytesToHex(merkleRoot(leaves, crypto.sha256))).toBe(root);
  },
);

test('pairing level by level gives the tree that the definition gives, for any count', () => {
  const hash = (...parts: readonly Uint8Array[]) =>
    new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());
  const defined = (leaves: readonly Bytes[]): Bytes => {
    if (leaves.length === 1) return leaves[0]!;
    const left = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
    return hash(new Uint8Array([1]), defined(leaves.slice(0, left)), defined(leaves.slice(left)));
  };
  const leaves = Array.from({ length: 130 }, (_, i) => hash(new Uint8Array([0, i])));
  for (let count = 1; count <= leaves.length; count++)
    expect(merkleRoot(leaves.slice(0, count), crypto.sha256)).toEqual(defined(leaves.slice(0, count)));
});
