import type { Dice } from '../world/dice.ts';
import type { Profile } from '../world/profile.ts';
import { RELEASES } from '../world/software.ts';
import { closeWindow, killWindow } from '../world/window.ts';
import { heldOn, type World } from '../world/world.ts';
import type { Misfortune } from '../parameters.ts';
import { join } from './join.ts';
import { carryStick } from './stick.ts';
import { copyServerDisk } from '../world/server-store.ts';

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const CLOCK_JUMPS = [-DAY, -3_600 * SECOND, 300 * SECOND, 3_650 * DAY, -400 * SECOND];

/** All windows end at once; with the power gone, what was not flushed is gone with it. */
const killAll = (world: World, profile: Profile, isPowerGone: boolean): void => {
  for (const window of profile.windows) killWindow(profile, window, isPowerGone);
  if (isPowerGone) profile.recount();
  if (profile.dice.chance(0.5)) profile.link.cut();
};

const startLater = (world: World, profile: Profile, after: number): void => {
  world.later(after, () => {
    if (profile.identity() && profile.windows.length === 0) world.open(profile);
  });
};

/** What is left of everything, once something was destroyed. */
const noteDestruction = (world: World, profile?: Profile): void =>
  world.ledger.destroyed(profile?.name, [
    ...world.profiles.map(heldOn),
    { segments: new Set(world.server.disk().segments.keys()), pending: new Set() },
  ]);

const crash = (world: World, profile: Profile): void => {
  killAll(world, profile, true);
  world.ledger.mustHold(profile.name, 'after a crash', heldOn(profile));
};

type Act = (world: World, profile: Profile, dice: Dice) => void;

/** What each misfortune does. */
export const MISFORTUNE_ACTS: { readonly [Kind in Misfortune]: Act } = {
  crash: (world, profile, dice) => {
    crash(world, profile);
    startLater(world, profile, dice.between(1, 60) * SECOND);
  },
  /** A second window is opened, or one of two closed or killed. */
  close: (world, profile, dice) => {
    if (!profile.identity()) return;
    if (profile.windows.length < 2) {
      world.tally.count('secondWindow', profile.windows.length);
      world.open(profile);
      return;
    }
    const window = dice.pick(profile.windows);
    if (dice.chance(0.5)) closeWindow(profile, window);
    else killWindow(profile, window, false);
  },
  wipe: (world, profile, dice) => {
    killAll(world, profile, true);
    profile.disk.restore(new Map());
    profile.recount();
    noteDestruction(world, profile);
    world.later(dice.between(5, 60) * SECOND, () => join(world, profile));
  },
  rollback: (world, profile, dice) => {
    if (!profile.identity()) return;
    const backup = profile.disk.image();
    world.later(dice.between(10_000, world.parameters.length / 2), () => {
      if (!profile.identity()) return;
      killAll(world, profile, true);
      profile.disk.restore(backup);
      profile.recount();
      noteDestruction(world, profile);
      startLater(world, profile, dice.between(1, 30) * SECOND);
    });
  },
  clone: (world, profile, dice) => {
    if (!profile.identity()) return;
    const clone = world.addProfile(`${profile.name} cloned ${world.profiles.length}`);
    clone.release = profile.release;
    clone.disk.restore(profile.disk.image());
    clone.recount();
    startLater(world, clone, dice.between(1, 30) * SECOND);
  },
  fullDisk: (world, profile, dice) => {
    profile.disk.setFull(true);
    world.later(dice.between(2, 60) * SECOND, () => profile.disk.setFull(false));
  },
  clockJump: (_, profile, dice) => {
    profile.clockAhead += dice.pick(CLOCK_JUMPS);
  },
  partition: (world, { link }, dice) => {
    const way = dice.below(3);
    link.blocked.toServer = way !== 1;
    link.blocked.toDevice = way !== 2;
    const most = dice.chance(0.3) ? world.parameters.length / 2 : 120 * SECOND;
    world.later(dice.between(2 * SECOND, most), () =>
      Object.assign(link.blocked, { toServer: false, toDevice: false }),
    );
  },
  cut: (_, { link }) => link.cut(),
  serverCrash: (world, _, dice) => {
    const { server } = world;
    server.crash();
    world.later(dice.between(0, 30) * SECOND, () => server.start());
  },
  serverRollback: (world, _, dice) => {
    const { server } = world;
    const backup = copyServerDisk(server.disk());
    world.later(dice.between(10_000, world.parameters.length / 2), () => {
      server.crash();
      server.restore(backup);
      noteDestruction(world);
      world.later(dice.between(0, 30) * SECOND, () => server.start());
    });
  },
  serverFull: (world, _, dice) => {
    const { server } = world;
    server.disk().isFull = true;
    world.later(dice.between(2, 60) * SECOND, () => {
      server.disk().isFull = false;
    });
  },
  /** Rather to a device that has something pending: it has been offline for a while. */
  stick: (world, profile, dice) => {
    const busy = world.profiles.filter(({ disk }) => disk.rows('pending', { limit: 1 }).length > 0);
    carryStick(world, profile, dice.pick(busy.length > 0 ? busy : world.profiles), dice);
  },
  upgrade: (world, profile) => {
    const next = RELEASES[RELEASES.indexOf(profile.release) + 1];
    if (!next) return;
    profile.release = next;
    for (const window of profile.windows) closeWindow(profile, window);
    startLater(world, profile, SECOND);
  },
  rebuild: (world, { windows, name }) => {
    void windows[0]?.session
      ?.rebuild()
      .catch((error: unknown) => world.history.failed(`rebuild ${name}`, error));
  },
};
