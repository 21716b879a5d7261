import type { Book } from '../../../src/book.ts';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import type { Profile } from '../world/profile.ts';
import type { World } from '../world/world.ts';
import { segmentsOn, type Reader } from './reader.ts';

/** A profile at the end, and the book that its disk opens to. */
export interface Ended {
  readonly profile: Profile;
  readonly book: Book;
}

/** A device that has no log: one that gets its own back takes it for a copy's, and goes on under new keys (FK2). */
const NOBODY = 'f'.repeat(32) as DeviceId;

/** What devices must have in common to have the same state: what is stored, nothing pending, the release. */
const groundOf = ({ profile, book }: Ended): string | undefined =>
  book.pending() > 0
    ? undefined
    : [
        profile.release,
        ...profile.disk
          .rows('heads')
          .map((head) => head['hash'] as SegmentHash)
          .toSorted(),
      ].join();

/**
 * Agreement: equal heads give equal states; so do a rebuild from the log, another start from snapshots and tails, and a
 * device that got everything in another order.
 */
export const checkAgreement = async (
  world: World,
  ended: readonly Ended[],
  reader: Reader,
): Promise<void> => {
  const dice = world.dice.named('agreement');
  const hashes = new Map<string, { readonly hash: string; readonly name: string }>();
  const expectSame = (hash: string, wanted: string, what: string): void => {
    if (hash !== wanted)
      world.history.violation('agreement', `${what}: ${hash.slice(0, 8)}, not ${wanted.slice(0, 8)}.`);
  };
  for (const one of ended) {
    const hash = await one.book.stateHash();
    const live = one.profile.windows.find((window) => window.session)?.session;
    if (live && live.book.recorded() === one.book.recorded())
      expectSame(await live.book.stateHash(), hash, `${one.profile.name} in memory and on disk`);
    const ground = groundOf(one);
    if (ground === undefined) continue;
    const other = hashes.get(ground);
    if (other)
      expectSame(hash, other.hash, `${one.profile.name} has the heads of ${other.name} and another state`);
    else hashes.set(ground, { hash, name: one.profile.name });
  }
  const one = dice.pick(ended);
  const hash = await one.book.stateHash();
  const findings = await findingsOf(one.book, one.profile);
  await one.book.rebuild(() => undefined);
  expectSame(await one.book.stateHash(), hash, `${one.profile.name} after a rebuild`);
  expectSame(
    await findingsOf(one.book, one.profile),
    findings,
    `What ${one.profile.name} found, after a rebuild`,
  );
  if (groundOf(one) === undefined) return;
  const late = await reader.open(one.profile, new Map(), { ...one.book.identity, device: NOBODY });
  const segments = dice.shuffled([...segmentsOn(one.profile).values()]);
  const torn = [...segments];
  while (segments.length > 0) await late.log.take(segments.splice(0, dice.between(1, 40)));
  // A signature that a relay has swapped within a run shows where the run is torn just there, and not in the whole.
  await late.log.take(torn);
  expectSame(
    await late.stateHash(),
    hash,
    `A device that got the log of ${one.profile.name} in another order`,
  );
  expectSame(await findingsOf(late, one.profile), findings, `What such a device found`);
};

/** Quarantines, copies and disputes: as much an output of the fold as the state is (QU1). */
const findingsOf = async (book: Book, { disk }: Profile): Promise<string> => {
  const parts: string[] = [];
  for (const { aggregate } of disk.rows('streams') as unknown as readonly { aggregate: never }[]) {
    const { quarantined, aliases, disputed } = (await book.aggregate(aggregate)).row;
    const thrown = quarantined.map(({ command, message }) => `${command} ${message}`).toSorted();
    const same = Object.entries(aliases).map(String).toSorted();
    parts.push([aggregate, ...thrown, ...same, ...disputed.toSorted()].join('\n'));
  }
  return parts.join('\n\n');
};
