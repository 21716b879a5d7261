import type { DeepHead, Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { BookId, DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { createQueue } from '../../src/kernel/queue.ts';
import { ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Membership } from '../../src/log/membership.ts';
import { firstSegmentToKey } from '../../src/log/roll.ts';
import { readStored, segmentToHead, type Segment } from '../../src/log/segment.ts';
import { checkSignatures, type Checked } from '../../src/log/signatures.ts';
import { collectVerified, endVerified, type Sendable } from '../../src/sync/end-verified.ts';
import type { Collected, LogPort, Missing, Refusal, Taken } from '../../src/sync/log-port.ts';
import type { BookWriting, Store, StoreFailure } from '../store.ts';
import type { Turns } from '../turns.ts';
import { admitAll, type Outcome } from './admit-all.ts';
import { missingToParts } from './missing.ts';
import { createOthers } from './read-others.ts';
import { readSegments } from './read-segments.ts';
import { createRoll } from './roll.ts';
import { createTelling, type Watcher } from './telling.ts';
import { createWaiting, type HeldInAll } from './waiting.ts';

/** `branches`: forks that came to be by it (FK1). */
export interface TakenHere extends Taken {
  readonly branches: number;
}

/** The server's log of one book: a LogPort whose `take` can meet a full disk. */
export interface BookLog extends Pick<LogPort, 'heads' | 'collect'> {
  /** `refuse` looks at the book in the transaction that takes them: what it answers has nothing taken. */
  take<F extends Failure = never>(
    segments: readonly Bytes[],
    refuse?: (tx: BookWriting) => Promise<Result<never, F> | undefined>,
  ): Promise<Result<TakenHere, StoreFailure | F>>;
  /** Those of `heads` that are not known here. */
  unknown(heads: readonly Head[]): Promise<readonly SegmentHash[]>;
  /** The control records, in order of first depth. */
  controls(): Promise<readonly Bytes[]>;
  /** `watcher` hears of each commit, several at a time; the returned function ends it. */
  watch(watcher: Watcher): () => void;
  /** Reads what another node may have written, and tells the watchers; false where it could not be read now. */
  refresh(): Promise<boolean>;
  membership(): Membership;
  /** Of how many control records that is. */
  counted(): number;
  /** Nobody uses it any more: lets go of what it holds back. */
  close(): void;
}

/**
 * 1. `current` holds the heads that the store holds, once a commit has been answered; what another node has written
 *    since is in it after a refresh.
 * 2. Watchers hear of commits in their order, and before the `take` that made them resolves.
 * 3. Of each device, what is sent ends in a segment whose own signature is right.
 */
export const openBookLog = async (
  book: BookId,
  store: Store,
  crypto: Crypto,
  turns: Turns,
  held: HeldInAll,
): Promise<BookLog> => {
  const current = new Map((await store.heads(book)).map((head) => [head.hash, head]));
  const keys = new Map<DeviceId, Bytes>();
  const waiting = createWaiting(undefined, held);
  const roll = createRoll(book, crypto, turns);
  const known = (await store.controls(book)).map((bytes) => readStored(bytes, crypto));
  /** Control records that count in `roll`. */
  const enrolled = new Set(known.map(({ hash }) => hash));
  await roll.add(known);
  const counting = createQueue();
  const looking = createQueue();

  /** Writes of this node that have begun, and those that are not answered. */
  let [begun, unanswered] = [0, 0];
  const telling = createTelling({
    turns,
    heads: () => [...current.values()],
    haveRead: () => counting(async () => undefined),
  });

  const keyOf = async (device: DeviceId): Promise<Bytes | undefined> => {
    const key = keys.get(device) ?? (await store.key(book, device));
    if (key) keys.set(device, key);
    return key;
  };

  const check = async (segments: readonly Segment[]): Promise<readonly Checked[]> => {
    const found = new Map<DeviceId, Bytes | undefined>();
    for (const { header } of segments) {
      if (!found.has(header.device)) found.set(header.device, await keyOf(header.device));
    }
    for (const segment of segments.filter(({ header }) => header.prev === '' && !found.get(header.device)))
      found.set(segment.header.device, await firstSegmentToKey(segment, crypto));
    return checkSignatures(segments, (device) => found.get(device), crypto);
  };

  const settle = async ({ added, held, heads }: Settling): Promise<readonly Segment[]> => {
    // No await before the heads are in place: commits are answered in order, and so must they be applied.
    const before = [...current.values()];
    const names = new Set(added.map(({ segment }) => segment.hash));
    const isNext = ({ segment: { header } }: Checked): boolean =>
      header.prev === '' || current.has(header.prev) || names.has(header.prev);
    // What they stand on may be another node's, though the heads are these.
    let hasOthers = heads !== undefined && !added.every(isNext);
    for (const { segment } of added) {
      if (segment.header.prev !== '') current.delete(segment.header.prev);
      current.set(segment.hash, segmentToHead(segment));
    }
    if (heads && replaceHeads(heads)) hasOthers = true;
    for (const { segment, missing } of held) waiting.hold(copyOf(segment, crypto), missing);
    const freed = waiting.free(added.map(({ segment }) => segment.hash));
    const controls = added.flatMap(({ segment }) => (segment.header.kind === 'control' ? [segment] : []));
    if (heads && hasOthers) await readOthers(before, heads, names);
    else if (controls.length > 0) await counting(() => count(controls));
    return freed;
  };

  /** In the order of the commits (`counting`): a record counts only if what it stands on does so before it (ME1). */
  const count = async (controls: readonly Segment[]): Promise<void> => {
    const unknown = controls.filter(({ hash }) => !enrolled.has(hash));
    for (const { hash } of unknown) enrolled.add(hash);
    await roll.add(unknown);
  };

  /** Whether another node has written. */
  const replaceHeads = (heads: readonly DeepHead[]): boolean => {
    if (heads.length === current.size && heads.every(({ hash }) => current.has(hash))) return false;
    current.clear();
    for (const head of heads) current.set(head.hash, head);
    return true;
  };

  const others = createOthers({ book, store, crypto, keyOf, count });
  const readOthers = (
    before: readonly DeepHead[],
    after: readonly DeepHead[],
    own: ReadonlySet<SegmentHash>,
  ): Promise<void> => telling.tellRead(() => counting(() => others.read(before, after, own)));

  /** The heads that are stored; undefined where they could not be read, or are older than what is here. */
  const readHeads = async (): Promise<readonly DeepHead[] | undefined> => {
    const before = begun;
    if (unanswered === 0) {
      const heads = await store.heads(book);
      if (begun === before && heads.length >= current.size) return heads;
    }
    // In its turn among the writes of this node: read beside them, it could be older than what one has just answered.
    const written = await store.write(book, (tx) => tx.heads());
    return written.ok ? written.value : undefined;
  };

  let look: Promise<boolean> | undefined;
  /** One after another, so that none puts older heads in the place of newer ones; one that has not begun sees it all. */
  const refresh = (): Promise<boolean> =>
    (look ??= looking(async () => {
      look = undefined;
      const heads = await readHeads();
      if (!heads) return false;
      const before = [...current.values()];
      if (replaceHeads(heads) || others.areUncounted()) await readOthers(before, heads, new Set());
      else await counting(async () => undefined); // What is being counted is counted.
      return true;
    }));

  const write: typeof store.write = async (id, body) => {
    begun++;
    unanswered++;
    try {
      return await store.write(id, body);
    } finally {
      unanswered--;
    }
  };

  const take: BookLog['take'] = async (list, refuse) => {
    const read = readSegments(list, book, crypto.sha256);
    const admitted: Sendable[] = [];
    const refused: Refusal[] = [...read.refused];
    let [duplicates, branches, held] = [0, 0, 0];
    const tellAdmitted = async (): Promise<void> => {
      if (admitted.length > 0) await telling.tell(await endVerified(admitted, keyOf, crypto));
    };
    for (let round = read.segments; round.length > 0;) {
      const checked = await check(round);
      const written = await write(book, async (tx) => {
        const refusal = round === read.segments ? await refuse?.(tx) : undefined;
        if (refusal) return refusal;
        const outcome = await admitAll(checked, tx);
        return ok(store.sharing ? { ...outcome, heads: await tx.heads() } : outcome);
      });
      const settled = written.ok ? written.value : written;
      if (!settled.ok) {
        // Of an earlier round: it is stored, whatever became of this one.
        await tellAdmitted();
        return settled;
      }
      const outcome = settled.value;
      const freed = await settle(outcome);
      admitted.push(...outcome.added.map(checkedToSendable));
      refused.push(...outcome.refused);
      duplicates += outcome.duplicates;
      branches += outcome.branches;
      held += outcome.held.length;
      round = [...outcome.unchecked, ...freed];
    }
    await tellAdmitted();
    return ok({ admitted, duplicates, branches, held, refused });
  };

  const unknown = async (heads: readonly Head[]): Promise<readonly SegmentHash[]> => {
    const strange = heads.filter(({ hash }) => !current.has(hash));
    const behind = new Set((await store.known(book, strange)).map(({ hash }) => hash));
    return strange.flatMap(({ hash }) => (current.has(hash) || behind.has(hash) ? [] : [hash]));
  };

  const collect = async (missing: Missing): Promise<Collected> => {
    const unknownHere = await unknown(missing.after);
    const strange = new Set(unknownHere);
    const isKnown = ({ hash }: Head): boolean => !strange.has(hash);
    const parts = await missingToParts({
      missing,
      heads: [...current.values()],
      isKnown,
      linksOf: (device) => store.links(book, device),
    });
    if (parts.length === 0) return { segments: [], more: false, unknownHere };
    const toPage = async ({ budget }: Missing) => ({
      ...(await store.page(book, parts, budget)),
      unknownHere,
    });
    return collectVerified(missing, toPage, keyOf, crypto);
  };

  return {
    heads: async () => [...current.values()],
    collect,
    take,
    unknown,
    controls: () => store.controls(book),
    watch: (watcher) => telling.watch(watcher),
    refresh,
    membership: roll.membership,
    counted: roll.size,
    close: () => waiting.forget(),
  };
};

/** What came of a batch; with the heads of the whole book where other nodes write to it too. */
interface Settling extends Outcome {
  readonly heads?: readonly DeepHead[];
}

/** A view would keep the whole frame it came in. */
const copyOf = ({ bytes }: Segment, crypto: Crypto): Segment => readStored(bytes.slice(), crypto);

const checkedToSendable = ({ segment, standing }: Checked): Sendable => {
  const { device, seq, hash }: DeepHead = segmentToHead(segment);
  return {
    head: { device, seq, hash },
    prev: segment.header.prev,
    bytes: segment.bytes,
    isVerified: standing === 'verified',
  };
};
