import { TABLES } from '../../../src/book/tables.ts';
import type { Identity } from '../../../src/book/identity.ts';
import type { Clock } from '../../../src/kernel/ports.ts';
import type { SegmentHash } from '../../../src/kernel/ids.ts';
import type { PackRow } from '../../../src/log/rows.ts';
import type { Dice } from './dice.ts';
import { createDisk, type Disk } from './disk.ts';
import { createLocks, type Locks } from './locks.ts';
import type { Link } from './network.ts';
import type { Release } from './software.ts';
import type { Time } from './time.ts';
import type { TableChanges } from './transaction.ts';
import type { Window } from './window.ts';

/** One installation: a disk, a clock, a way to the server, and the windows that are open on it. */
export interface Profile {
  readonly name: string;
  readonly dice: Dice;
  readonly disk: Disk;
  readonly locks: Locks;
  readonly link: Link;
  /** Milliseconds that its clock is ahead by. */
  clockAhead: number;
  release: Release;
  windows: Window[];
  /** Windows so far. */
  opened: number;
  /** Segments on the disk. */
  readonly stored: Set<SegmentHash>;
  identity(): Identity | undefined;
  clock: Clock;
  /** Of the last commit. */
  written: number;
  /** The disk is another one now. */
  recount(): void;
}

/** The instant at which all runs begin. */
const BEGIN = Date.UTC(2026, 0, 2, 3, 4, 5);

export const timeToClock = (time: Time, ahead: () => number = () => 0): Clock => ({
  now: () => BEGIN + time.now() + ahead(),
  offset: () => 60,
});

export interface ProfilePorts {
  readonly time: Time;
  readonly dice: Dice;
  readonly link: Link;
  readonly latency: (dice: Dice) => number;
  /** Before the rows change. */
  readonly onCommit: (profile: Profile, changes: TableChanges) => void;
}

export const createProfile = (
  name: string,
  release: Release,
  { time, dice, link, latency, onCommit }: ProfilePorts,
): Profile => {
  const own = dice.named(name);
  const after = (milliseconds: number, task: () => void): void => void time.after(milliseconds, task);
  const disk = createDisk(TABLES, {
    latency: () => latency(own),
    madeIt: () => own.chance(0.5),
    flushed: (then) => after(own.between(1_000, 30_000), then),
    after,
  });
  const stored = new Set<SegmentHash>();
  const profile: Profile = {
    name,
    dice: own,
    disk,
    link,
    release,
    locks: createLocks(time, () => own.between(0, 20)),
    clockAhead: 0,
    windows: [],
    opened: 0,
    written: 0,
    stored,
    identity: () => disk.rows('meta', { from: 'identity', to: 'identity' })[0]?.['value'] as Identity,
    clock: timeToClock(time, () => profile.clockAhead),
    recount: () => {
      stored.clear();
      for (const row of disk.rows('segments')) count(row as unknown as PackRow);
    },
  };
  const count = ({ hashes }: PackRow): void => hashes.forEach((hash) => stored.add(hash));
  disk.onCommit = (changes) => {
    onCommit(profile, changes);
    profile.written = time.now();
    for (const { row } of changes.get('segments')?.rows.values() ?? [])
      if (row) count(row as unknown as PackRow);
  };
  return profile;
};
