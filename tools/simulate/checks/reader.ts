import type { Identity } from '../../../src/book/identity.ts';
import { openBook, type Book } from '../../../src/book.ts';
import { TABLES } from '../../../src/book/tables.ts';
import type { Event } from '../../../src/events/event.ts';
import { base64ToBytes, type Bytes } from '../../../src/kernel/bytes.ts';
import type { EpochId, SegmentHash } from '../../../src/kernel/ids.ts';
import { openSegment } from '../../../src/log/open.ts';
import { parseSegment } from '../../../src/log/segment.ts';
import { packToSegments } from '../world/packs.ts';
import { AT_ONCE, createDisk, type Image } from '../world/disk.ts';
import { startProcess } from '../world/process.ts';
import type { Profile } from '../world/profile.ts';
import { connectionToStore, makersOf } from '../world/window.ts';
import type { World } from '../world/world.ts';

/** Looks into disks with engines of its own, which nothing else hears of. */
export interface Reader {
  /** The book as another start of the profile would open it, on a copy of its disk or on another image. */
  open(profile: Profile, image?: Image, identity?: Identity): Promise<Book>;
  /** The events of a segment, as they are written; none of a control record. */
  eventsOf(bytes: Bytes, identity: Identity): Promise<readonly Event[]>;
}

export const createReader = (world: World): Reader => {
  const dice = world.dice.named('reader');
  const crypto = world.toCrypto(dice);
  const known = new Map<SegmentHash, readonly Event[]>();
  return {
    open: (profile, image = profile.disk.image(), identity = profile.identity()!) => {
      const disk = createDisk(TABLES, AT_ONCE);
      disk.restore(image);
      const store = connectionToStore(disk.connect(startProcess('reader')));
      return openBook({ ...makersOf(profile, dice, world.toCrypto), store }, identity);
    },
    eventsOf: async (bytes, identity) => {
      const segment = parseSegment(bytes, crypto.sha256);
      if (!segment.ok) throw new Error(`A stored segment does not read: ${segment.error.message}`);
      const { header, hash } = segment.value;
      const before = known.get(hash);
      if (before) return before;
      const key = identity.epochs[header.epoch as EpochId];
      const opened = await openSegment(segment.value, key ? base64ToBytes(key) : undefined, crypto);
      const events = opened.ok && header.kind === 'events' ? opened.value : [];
      known.set(hash, events);
      return events;
    },
  };
};

/** The segments on a disk, as bytes. */
export const segmentsOn = ({ disk }: Pick<Profile, 'disk'>): ReadonlyMap<SegmentHash, Bytes> =>
  new Map(disk.rows('segments').flatMap(packToSegments));
