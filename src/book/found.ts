import { bytesToBase64, bytesToHex } from '../kernel/bytes.ts';
import type { BookId, EpochId } from '../kernel/ids.ts';
import { assert } from '../kernel/result.ts';
import type { Store } from '../kernel/store.ts';
import { NOBODY } from '../log/membership.ts';
import { byKey, withControl } from '../log/roll.ts';
import { sealSegment } from '../log/seal.ts';
import { parseSegment, segmentToHead, type Segment } from '../log/segment.ts';
import { signingKeyToDevice } from '../log/verify.ts';
import { controlLines } from './control-records.ts';
import type { BookPorts } from './engine.ts';
import type { Identity } from './identity.ts';
import { segmentsToPacks } from './packs.ts';
import type { Tables } from './tables.ts';

export interface Founding {
  readonly title: string;
  readonly actor: string;
  /** The device's name. */
  readonly name: string;
  readonly server: string;
}

export interface Founded {
  readonly identity: Identity;
  readonly genesis: Segment;
}

type Makers = Omit<BookPorts, 'store'>;

/** Makes a book: its genesis record, whose hash is its id, and the first epoch's key. Stores nothing. */
export const foundBook = async (ports: Makers, founding: Founding): Promise<Founded> => {
  const { crypto, random } = ports;
  const [signing, sealing] = [await crypto.generateSigningKeys(), await crypto.generateSealingKeys()];
  const device = signingKeyToDevice(signing.publicKey, crypto);
  const { title, actor, name, server } = founding;
  const payload = {
    random: bytesToHex(random.bytes(32)),
    title,
    name,
    signing: bytesToBase64(signing.publicKey),
    sealing: bytesToBase64(sealing.publicKey),
  };
  const lines = controlLines('book.genesis', payload, actor, ports);
  const sealed = await sealSegment(
    {
      kind: 'control',
      book: '',
      device,
      seq: 1,
      commands: 1,
      depth: 1,
      context: [],
      prev: '',
      lines,
      epoch: '',
    },
    signing,
    crypto,
    random,
  );
  const genesis = parseSegment(sealed.bytes, crypto.sha256);
  assert(genesis.ok, 'a segment just sealed can be read');
  const book = sealed.hash as BookId;
  const epochs = { [book as EpochId]: bytesToBase64(random.bytes(32)) };
  return {
    genesis: genesis.value,
    identity: { book, device, signing, sealing, epochs, actor, name, server },
  };
};

/** Writes what a founder's database starts with. */
export const storeFounded = async (
  store: Store<Tables>,
  { identity, genesis }: Founded,
  ports: Makers,
): Promise<void> => {
  const membership = await withControl(NOBODY, genesis, identity.book, byKey, ports.crypto);
  assert(membership.ok, 'a genesis record of our own keeps the rules');
  const head = segmentToHead(genesis);
  await store.write(['meta', 'segments', 'heads'], async (tx) => {
    await tx.put('segments', segmentsToPacks([genesis], new Set([genesis.hash])));
    await tx.put('heads', [{ ...head, seen: 1 }]);
    await tx.put('meta', [
      { key: 'identity', value: identity },
      { key: 'membership', value: membership.value },
      { key: 'tip', value: { version: 1, seq: 1, depth: 1, sealed: head, news: [] } },
    ]);
  });
};
