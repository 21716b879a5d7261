import type { Head } from '../clock/head.ts';
import type { DeviceId, SegmentHash } from '../kernel/ids.ts';
import { enrolmentsOf } from '../log/membership.ts';
import type { IsEnrolled } from '../log/roll.ts';
import type { Segment } from '../log/segment.ts';
import type { Engine } from './engine.ts';
import { linkOf } from './log-graph.ts';

/**
 * Looks for the record that a log starts with, on the branch that ends with a segment: stored here, or in the batch
 * that is being taken. Nearly every log starts once, so that nothing need be walked.
 */
export const isEnrolledIn = (engine: Engine, batch: readonly Segment[]): IsEnrolled => {
  const fresh = new Map(batch.map((segment) => [segment.hash, segment]));
  return async (membership, end) => {
    const enrolments = new Set(enrolmentsOf(membership, end.device).map(({ hash }) => hash));
    if (enrolments.size === 0) return false;
    const starts = new Set(await storedStarts(engine, end.device));
    for (const { hash, header } of batch)
      if (header.prev === '' && header.device === end.device) starts.add(hash);
    if ([...starts].every((hash) => enrolments.has(hash))) return true;
    const root = await rootOf(engine, fresh, end);
    return root !== undefined && enrolments.has(root);
  };
};

/**
 * Does the own log start with an enrolment that counts? Not where the link that it stands on came to nothing and its key
 * was enrolled elsewhere: its events count then, and nobody can stand on it (ME1).
 */
export const isOwnLogEnrolled = async (engine: Engine): Promise<boolean> => {
  const { membership, tip } = engine.cached;
  return tip.sealed !== undefined && isEnrolledIn(engine, [])(membership, tip.sealed);
};

const storedStarts = async (engine: Engine, device: DeviceId): Promise<readonly SegmentHash[]> => {
  const packs = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { from: [device, 1], to: [device, 1, '~'] }),
  );
  return packs.map(({ hash }) => hash);
};

/** Remembers the way, so that records which stand on each other are not each walked to the start. */
const rootOf = async (
  engine: Engine,
  fresh: ReadonlyMap<SegmentHash, Segment>,
  end: Pick<Head, 'hash'>,
): Promise<SegmentHash | undefined> => {
  const { roots } = engine;
  const way: SegmentHash[] = [];
  let root: SegmentHash | undefined;
  for (let at: SegmentHash | '' = end.hash; at !== '' && !root;) {
    way.push(at);
    const prev: SegmentHash | '' | undefined = fresh.get(at)?.header.prev ?? (await linkOf(engine, at))?.prev;
    if (prev === undefined) return undefined;
    root = prev === '' ? at : roots.get(prev);
    at = prev;
  }
  if (root) for (const hash of way) roots.set(hash, root);
  return root;
};
