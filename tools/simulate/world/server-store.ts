import { compareHeads, type DeepHead, type Head } from '../../../src/clock/head.ts';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../../src/kernel/ids.ts';
import { createQueue } from '../../../src/kernel/queue.ts';
import { fail, ok } from '../../../src/kernel/result.ts';
import type { BookWriting, LogPart, Page, Store, StoredSegment } from '../../../sync-server/store.ts';
import type { Process } from './process.ts';

/** One book on the server's disk: what survives its process. */
export interface ServerDisk {
  readonly segments: Map<SegmentHash, StoredSegment>;
  readonly uses: Map<SegmentHash, DeviceId>;
  isFull: boolean;
}

export const createServerDisk = (): ServerDisk => ({ segments: new Map(), uses: new Map(), isFull: false });

/** A backup, or the disk that one is restored to. */
export const copyServerDisk = (disk: ServerDisk): ServerDisk => ({
  segments: new Map(disk.segments),
  uses: new Map(disk.uses),
  isFull: false,
});

const byDepth = (a: StoredSegment, b: StoredSegment): number =>
  a.firstDepth - b.firstDepth ||
  (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) ||
  (a.hash < b.hash ? -1 : 1);

const headOf = ({ device, lastSeq, hash }: StoredSegment): Head => ({ device, seq: lastSeq, hash });

const deepHeadOf = (one: StoredSegment): DeepHead => ({ ...headOf(one), depth: one.lastDepth });

const headsOf = (segments: readonly StoredSegment[]): readonly DeepHead[] => {
  const followed = new Set(segments.map((one) => one.prev));
  return segments.filter((one) => !followed.has(one.hash)).map(deepHeadOf);
};

const findNamed = (
  { device, seq, hash }: Head,
  among: ReadonlyMap<SegmentHash, StoredSegment>,
): DeepHead | undefined => {
  const one = among.get(hash);
  return one?.device === device && one.lastSeq === seq ? deepHeadOf(one) : undefined;
};

/**
 * The server's store port over a disk that its process may die on: of one book, which is all that a run has. `commit`
 * runs what it is given once the disk has it; a process that is dead by then hears nothing.
 */
export const createServerStore = (
  disk: ServerDisk,
  process: Process,
  commit: (settle: () => void) => void,
  onCommit: (stored: ServerDisk['segments'], fresh: ReadonlyMap<SegmentHash, Bytes>) => void = () =>
    undefined,
): Store => {
  const inTurn = createQueue();
  const all = (): StoredSegment[] => [...disk.segments.values()].sort(byDepth);
  const ofDevice = (device: DeviceId): StoredSegment[] => all().filter((one) => one.device === device);

  const write = <T>(body: (tx: BookWriting) => Promise<T>) =>
    inTurn(async () => {
      const added = new Map<SegmentHash, StoredSegment>();
      const used = new Map<SegmentHash, DeviceId>();
      const value = await body({
        heads: async (devices) =>
          headsOf([...disk.segments.values(), ...added.values()]).filter(
            (head) => devices?.includes(head.device) ?? true,
          ),
        known: async (names) =>
          names.flatMap((name) => findNamed(name, added) ?? findNamed(name, disk.segments) ?? []),
        add: async (segments) => {
          // Views of frames: a disk keeps bytes of its own.
          for (const one of segments) added.set(one.hash, { ...one, bytes: one.bytes.slice() });
        },
        bytes: async () => 0,
        countControls: async () =>
          [...disk.segments.values(), ...added.values()].filter((one) => one.isControl).length,
        useInvitation: async (invitation, device) => {
          const first = used.get(invitation) ?? disk.uses.get(invitation) ?? device;
          used.set(invitation, first);
          return first;
        },
      });
      await new Promise<void>((resolve) =>
        commit(() => {
          if (!disk.isFull) {
            onCommit(disk.segments, new Map([...added].map(([hash, one]) => [hash, one.bytes])));
            for (const [hash, one] of added) disk.segments.set(hash, one);
            for (const [hash, one] of used) disk.uses.set(hash, one);
          }
          if (process.isAlive) resolve();
        }),
      );
      return disk.isFull && added.size + used.size > 0
        ? fail('disk-full', 'The disk of the server is full: nothing was written.')
        : ok(value);
    });

  return {
    heads: async () => [...headsOf(all())].sort(compareHeads),
    key: async (_, device) => ofDevice(device).find((one) => one.key)?.key,
    known: async (_, names) => names.flatMap((name) => findNamed(name, disk.segments) ?? []),
    controls: async () =>
      all()
        .filter((one) => one.isControl)
        .map((one) => one.bytes),
    links: async (_, device) => new Map(ofDevice(device).map((one) => [one.hash, one.prev])),
    page: async (_, parts, budget) => readPage(all(), parts, budget),
    write: (_, body) => write(body),
    queued: () => 0,
    rulings: async () => new Map(),
    hasRoom: async () => !disk.isFull,
    check: async () => undefined,
    close: async () => undefined,
  };
};

const isWanted = ({ device, hash, lastSeq }: StoredSegment, parts: readonly LogPart[]): boolean =>
  parts.some(
    (part) => part.device === device && ('except' in part ? !part.except.has(hash) : lastSeq > part.afterSeq),
  );

const readPage = (sorted: readonly StoredSegment[], parts: readonly LogPart[], budget: number): Page => {
  const segments: Page['segments'][number][] = [];
  let size = 0;
  for (const one of sorted.filter((segment) => isWanted(segment, parts))) {
    size += one.bytes.length;
    if (segments.length > 0 && size > budget) return { segments, more: true };
    segments.push({ head: headOf(one), prev: one.prev, bytes: one.bytes, isVerified: one.isVerified });
  }
  return { segments, more: false };
};
