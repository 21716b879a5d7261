/** Real logs for tests: real keys, real seals, every rule kept unless a test asks for one to be broken. */
import type { DeepHead } from '../../src/clock/head.ts';
import { draftToLines } from '../../src/events/lines.ts';
import type { JsonObject } from '../../src/events/event.ts';
import { bytesToBase64, bytesToHex, type Bytes } from '../../src/kernel/bytes.ts';
import type { AggregateId, BookId, CommandId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto, Random, SealingKeys, SigningKeys } from '../../src/kernel/ports.ts';
import { BOOK_AGGREGATE, type Role } from '../../src/log/control.ts';
import { proveContinuation, proveEnrolment } from '../../src/log/enrolment.ts';
import { sealSegment, type SealInput } from '../../src/log/seal.ts';
import { signingKeyToDevice } from '../../src/log/verify.ts';
import { systemRandom } from '../../src/platform/clock.ts';
import { createCrypto } from '../../src/platform/crypto.ts';

const AT = '2026-01-02T03:04:05.678Z';

interface Built {
  readonly bytes: Bytes;
  readonly hash: SegmentHash;
  readonly head: DeepHead;
}

interface Invited {
  readonly segment: Built;
  /** The private half that an invitation's link carries. */
  readonly oneTime: SigningKeys;
  readonly by: Writer;
}

interface Keys {
  readonly signing: SigningKeys;
  readonly sealing: SealingKeys;
}

/** A device with its log: each method seals one more segment. */
export interface Writer {
  readonly book: BookId;
  readonly device: DeviceId;
  readonly keys: Keys;
  /** The control segments that show its membership, from the genesis on, as `prove` sends them. */
  readonly proof: readonly string[];
  /** Its whole log so far. */
  readonly log: readonly Built[];
  head(): DeepHead;
  /** One segment of one event, `context` being what was newly seen. */
  write(context?: readonly DeepHead[], broken?: Partial<SealInput>): Promise<Built>;
  writeMany(count: number): Promise<readonly Built[]>;
  invite(options?: { role?: Role; expires?: string; context?: readonly DeepHead[] }): Promise<Invited>;
  /** The same device a second time, from here: a restored backup or a cloned profile. */
  clone(): Writer;
}

export interface LogBuilder {
  readonly crypto: Crypto;
  begin(title?: string): Promise<Writer>;
  join(invited: Invited, name?: string): Promise<Writer>;
  /** The device that goes on from `old` under new keys (FK2); `signer` where it is not the old key that signs. */
  proceed(old: Writer, signer?: SigningKeys): Promise<Writer>;
}

export const createLogBuilder = async (random: Random = systemRandom): Promise<LogBuilder> => {
  const crypto = await createCrypto();
  const newKeys = async (): Promise<Keys> => ({
    signing: await crypto.generateSigningKeys(),
    sealing: await crypto.generateSealingKeys(),
  });
  const toLines = (type: string, aggregate: string, payload: JsonObject): readonly string[] => {
    const command = bytesToHex(random.bytes(16)) as CommandId;
    const about = { aggregate: aggregate as AggregateId, command, actor: 'test', at: AT };
    const { envelope, payload: line } = draftToLines({ type, v: 1, payload }, about, random, crypto.sha256);
    return [envelope, line];
  };

  const seal = async (keys: Keys, input: SealInput): Promise<Built> => {
    const { bytes, hash } = await sealSegment(input, keys.signing, crypto, random);
    const { device, seq, lines, depth, commands } = input;
    const head = { device, seq: seq + lines.length / 2 - 1, hash, depth: depth + commands - 1 };
    return { bytes, hash, head };
  };

  const first = (keys: Keys, book: BookId | '', lines: readonly string[], context: readonly DeepHead[]) => {
    const device = signingKeyToDevice(keys.signing.publicKey, crypto);
    const depth = 1 + Math.max(0, ...context.map((head) => head.depth));
    const about = {
      kind: 'control',
      book,
      device,
      seq: 1,
      commands: 1,
      depth,
      context: context.map(({ device: of, seq, hash }) => ({ device: of, seq, hash })),
      prev: '',
      lines,
    } as const;
    return seal(keys, { ...about, epoch: book });
  };

  const createWriter = (
    book: BookId,
    keys: Keys,
    proof: readonly string[],
    start: readonly Built[],
  ): Writer => {
    const log = [...start];
    const head = () => log.at(-1)!.head;
    const append = async (
      kind: SealInput['kind'],
      lines: readonly string[],
      context: readonly DeepHead[],
      broken: Partial<SealInput> = {},
    ): Promise<Built> => {
      const { device, seq, hash, depth } = head();
      const built = await seal(keys, {
        kind,
        book,
        device,
        seq: seq + 1,
        commands: 1,
        depth: 1 + Math.max(depth, ...context.map((entry) => entry.depth)),
        context: context.map((entry) => ({ device: entry.device, seq: entry.seq, hash: entry.hash })),
        prev: hash,
        lines,
        epoch: book,
        ...broken,
      });
      log.push(built);
      return built;
    };
    const write: Writer['write'] = (context = [], broken = {}) =>
      append(
        'events',
        toLines('record.created', `record:${bytesToHex(random.bytes(8))}`, { title: 'x' }),
        context,
        broken,
      );
    return {
      book,
      device: head().device,
      keys,
      proof,
      log,
      head,
      write,
      writeMany: async (count) => {
        const built: Built[] = [];
        for (let i = 0; i < count; i++) built.push(await write());
        return built;
      },
      invite: async ({ role = 'member', expires = '2999-01-01T00:00:00.000Z', context = [] } = {}) => {
        const oneTime = await crypto.generateSigningKeys();
        const payload = { key: bytesToBase64(oneTime.publicKey), role, expires, note: '' };
        const segment = await append('control', toLines('book.invite', BOOK_AGGREGATE, payload), context);
        return { segment, oneTime, by: createWriter(book, keys, proof, log) };
      },
      clone: () => createWriter(book, keys, proof, log),
    };
  };

  return {
    crypto,
    begin: async (title = 'A book') => {
      const keys = await newKeys();
      const publicKeys = {
        signing: bytesToBase64(keys.signing.publicKey),
        sealing: bytesToBase64(keys.sealing.publicKey),
      };
      const payload = { random: bytesToHex(random.bytes(32)), title, ...publicKeys, name: 'Founder' };
      const genesis = await first(keys, '', toLines('book.genesis', BOOK_AGGREGATE, payload), []);
      return createWriter(genesis.hash, keys, [bytesToBase64(genesis.bytes)], [genesis]);
    },
    join: async ({ segment, oneTime, by }, name = 'Guest') => {
      const keys = await newKeys();
      const proof = await proveEnrolment(by.book, segment.hash, oneTime, keys, crypto);
      const lines = toLines('book.enrol', BOOK_AGGREGATE, { ...proof, name });
      const enrolment = await first(keys, by.book, lines, [segment.head]);
      const chain = [...by.proof, bytesToBase64(segment.bytes), bytesToBase64(enrolment.bytes)];
      return createWriter(by.book, keys, chain, [enrolment]);
    },
    proceed: async (old, signer = old.keys.signing) => {
      const keys = await newKeys();
      const proof = await proveContinuation(old.book, old.head().hash, signer, keys, crypto);
      const lines = toLines('book.continue', BOOK_AGGREGATE, { ...proof, name: 'Again' });
      const continuation = await first(keys, old.book, lines, [old.head()]);
      return createWriter(old.book, keys, [...old.proof, bytesToBase64(continuation.bytes)], [continuation]);
    },
  };
};
