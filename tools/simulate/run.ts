import { drawParameters, type Parameters } from './parameters.ts';
import { drawPlan, type Size, type Step } from './plan.ts';
import { checkAgreement, type Ended } from './checks/agreement.ts';
import { checkConservation } from './checks/conservation.ts';
import { checkDurability } from './checks/durability.ts';
import { canTakePart, describeGroup, isConverged } from './checks/liveness.ts';
import { createReader } from './checks/reader.ts';
import { checkSaid, checkStatus } from './checks/status.ts';
import type { Violation } from './history.ts';
import { giveCommand } from './steps/give.ts';
import { found, join } from './steps/join.ts';
import { MISFORTUNE_ACTS } from './steps/misfortunes.ts';
import type { Counts } from './tally.ts';
import { createDice } from './world/dice.ts';
import type { Profile } from './world/profile.ts';
import { createWorld, MILD, type World } from './world/world.ts';

export interface Outcome {
  readonly violations: readonly Violation[];
  readonly counts: Counts;
  /** Over all that happened: two runs of one seed have the same. */
  readonly digest: string;
  /** What people did and what befell the devices, in order. */
  readonly story: readonly string[];
}

/** Milliseconds for a group to converge in, once nothing stands in its way. */
const PATIENCE = 900_000;
/** Milliseconds in which what convergence has set off comes to its end. */
const REST = 5_000;
/** A run that does more than this is going round in circles. */
const MOST_TASKS = 60_000;

export const drawRun = (seed: number, size: Size, given: Partial<Parameters> = {}) => {
  const dice = createDice(`plan ${seed}`);
  const parameters = { ...drawParameters(dice, size.commands), ...given };
  return { parameters, steps: drawPlan(dice, parameters, size) };
};

/** One run, from its seed: a book is founded, things go wrong for a while, then a group must converge. */
export const simulate = async (
  seed: number,
  size: Size,
  parameters: Parameters,
  steps: readonly Step[],
): Promise<Outcome> => {
  const world = createWorld(seed, parameters, {
    onNews: (_, profile, window, news) => {
      if (news.type === 'status') {
        world.history.note(`${profile.name} says`, news.status.state);
        checkStatus(world, profile, window);
      } else if (news.type === 'notices')
        for (const { failure } of news.notices) world.history.note(window.process.name, failure.code);
    },
    onSaid: checkSaid,
  });
  const isOver = (): boolean => world.history.violations.length > 0 || world.time.tasks() > MOST_TASKS;
  const onRejected = (error: unknown): void =>
    world.history.violation('engine', `A promise was rejected, and nobody was listening: ${String(error)}`);
  process.on('unhandledRejection', onRejected);
  await begin(world, size.devices);
  await live(world, steps, isOver);
  const group = await recover(world, isOver);
  if (world.time.tasks() > MOST_TASKS)
    world.history.violation(
      'liveness',
      `There is no end to it after ${MOST_TASKS} tasks: ${describeGroup(world, group)}.`,
    );
  if (world.history.violations.length === 0) await checkAll(world);
  process.off('unhandledRejection', onRejected);
  const { violations, story } = world.history;
  return { violations, counts: world.tally.counts, digest: world.history.digest(), story };
};

/** All devices are in the book before anything goes wrong. */
const begin = async (world: World, devices: number): Promise<void> => {
  world.server.start();
  for (let i = 0; i < devices; i++) world.addProfile(`device ${i}`);
  const [founder, ...others] = world.profiles as [Profile, ...Profile[]];
  found(world, founder);
  for (const other of others) join(world, other);
  await world.time.run(60_000, () => world.profiles.every((one) => one.identity()));
};

/** The phase of safety: people write, and things go wrong. */
const live = async (world: World, steps: readonly Step[], isOver: () => boolean): Promise<void> => {
  const { time, profiles, parameters } = world;
  world.weather = parameters.weather;
  if (parameters.weather.rate) world.tally.count('slowNetwork');
  for (const { kind, at, device, name } of steps) {
    time.after(at, () => {
      const profile = profiles[device % profiles.length]!;
      const dice = world.dice.named(name);
      if (kind === 'command') return giveCommand(world, profile, dice);
      world.history.tell(`${kind} of ${profile.name}`);
      world.tally.count(kind);
      MISFORTUNE_ACTS[kind](world, profile, dice);
    });
  }
  await time.run(time.now() + parameters.length, isOver);
};

/** The phase of liveness: what a random group and the server have must be everywhere among them without a new write. */
const recover = async (world: World, isOver: () => boolean): Promise<readonly Profile[]> => {
  const { time, server, dice } = world;
  // Nothing stands in the way for good any more; messages may still be lost, and the network is as slow as it was.
  const { loss, repeats, reordering, rate } = world.parameters.weather;
  world.weather = { ...MILD, loss: loss / 2, repeats: repeats / 2, reordering, ...(rate ? { rate } : {}) };
  world.isUnsafe = false;
  server.crash();
  server.disk().isFull = false;
  server.start();
  const there = world.profiles.filter((one) => one.identity());
  const drawn = dice.shuffled(there).slice(0, dice.between(1, there.length));
  const group = drawn.filter((one) => canTakePart(world, one, drawn));
  for (const profile of there) {
    profile.disk.setFull(false);
    const isIn = group.includes(profile);
    Object.assign(profile.link.blocked, { toServer: !isIn, toDevice: !isIn });
    if (isIn && profile.windows.length === 0) world.open(profile);
    for (const { session } of profile.windows) session?.synced()?.wake();
  }
  await time.run(time.now() + PATIENCE, () => isOver() || isConverged(world, group));
  if (!isOver() && !isConverged(world, group))
    world.history.violation('liveness', `A group has not converged: ${describeGroup(world, group)}.`);
  // The checks look into engines for which time stands still: none may wait for its disk.
  const rested = time.now() + REST;
  const isAtRest = (): boolean => time.now() > rested && world.profiles.every(({ disk }) => disk.isIdle());
  await time.run(Infinity, () => isOver() || isAtRest());
  return group;
};

const checkAll = async (world: World): Promise<void> => {
  const reader = createReader(world);
  const ended: Ended[] = [];
  for (const profile of world.profiles) {
    if (!profile.identity()) continue;
    const book = await reader.open(profile);
    ended.push({ profile, book });
    await checkConservation(world, profile, book, reader);
  }
  await checkAgreement(world, ended, reader);
  await checkDurability(world, reader);
};
