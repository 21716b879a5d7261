import type { Bytes } from '../kernel/bytes.ts';
import type { Sha256 } from '../kernel/ports.ts';

const INNER = new Uint8Array([1]);

/**
 * Root of the Merkle tree over leaf hashes (RFC 6962, section 2.1): the left subtree holds the largest power of two
 * smaller than the count. Pairing level by level and carrying an odd last node up gives the same tree.
 */
export const merkleRoot = (leaves: readonly Bytes[], sha256: Sha256): Bytes => {
  if (leaves.length === 0) return sha256();
  let level = leaves;
  while (level.length > 1) {
    const next: Bytes[] = [];
    for (let i = 0; i + 1 < level.length; i += 2) next.push(sha256(INNER, level[i]!, level[i + 1]!));
    if (level.length % 2 === 1) next.push(level[level.length - 1]!);
    level = next;
  }
  return level[0]!;
};
