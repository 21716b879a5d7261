/** Reads a segment from SPEC.md alone, with nothing of Daybook's code: as someone might in twenty years. */
import { createDecipheriv, createHash, createPublicKey, verify } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 6962, as it is written there: by the largest power of two below the count. */
const rootOf = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 1) return leaves[0]!;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(Buffer.from([1]), rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));
};

const decrypted = (body: Buffer, key: Uint8Array, additional: string): Buffer => {
  const cipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, 12));
  cipher.setAAD(Buffer.from(additional));
  cipher.setAuthTag(body.subarray(-16));
  return Buffer.concat([cipher.update(body.subarray(12, -16)), cipher.final()]);
};

export const readAsAStranger = (segment: Uint8Array, publicKey: Uint8Array, key: Uint8Array | undefined) => {
  const bytes = Buffer.from(segment);
  const length = bytes.readUInt32BE(0);
  const header = bytes.subarray(4, 4 + length);
  const signature = bytes.subarray(4 + length, 4 + length + 64);
  const body = bytes.subarray(4 + length + 64);
  const [first, second] = header.toString('utf8').split('\n') as [string, string];
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  const signer = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const { codec } = JSON.parse(first) as { codec: string };
  const raw = codec === 'plain' ? body : gunzipSync(key ? decrypted(body, key, first) : body);
  const lines = raw.toString('utf8').split('\n').slice(0, -1);
  const leaves = lines.flatMap((line, i) =>
    i % 2 ? [] : [sha256(Buffer.from([0]), sha256(line), sha256(lines[i + 1]!))],
  );
  return {
    hash: sha256(header).toString('hex'),
    signed: verify(null, Buffer.concat([Buffer.from('daybook segment v1\n'), header]), signer, signature),
    bodyMatches: sha256(body).toString('hex') === (JSON.parse(second) as { bodyHash: string }).bodyHash,
    root: rootOf(leaves).toString('hex'),
    names: leaves.map((leaf) => leaf.toString('hex')),
    titles: lines.filter((_, i) => i % 2).map((line) => (JSON.parse(line) as { title?: string }).title),
  };
};
