import type { Book } from '../../../src/book.ts';
import type { Cut } from '../../../src/history/cut.ts';
import type { CommandId } from '../../../src/kernel/ids.ts';
import type { Dice } from '../world/dice.ts';
import type { Profile } from '../world/profile.ts';
import type { Window } from '../world/window.ts';
import type { World } from '../world/world.ts';
import { pickAggregate } from './command.ts';

/** A person takes back what they wrote, or the taking back, or makes something what it once was (HI2, HI3). */
export const lookBack = async (world: World, profile: Profile, window: Window, dice: Dice): Promise<void> => {
  const { history } = window.session!.book;
  const what = dice.pick(['undo', 'undo', 'redo', 'restore'] as const);
  const told = (result: string): void => world.history.tell(`${profile.name}: ${what} ${result}`);
  if (what === 'restore') {
    const aggregate = pickAggregate(dice, world.parameters.records);
    const done = await history.restore({ aggregate, to: await drawCut(profile, window.session!.book, dice) });
    if (done.ok && done.value) world.tally.count('restored');
    return told(`${aggregate} ${done.ok ? done.value : done.error.code}`);
  }
  const passing: CommandId[] = [];
  // Past what is refused, a few times: to what was meant, or until they give up.
  for (let tries = dice.between(1, 4); tries > 0; tries--) {
    const done = await history.undo(what, passing);
    if (done.kind !== 'refused') {
      if (done.kind === 'done') world.tally.count(what === 'undo' ? 'undone' : 'redone');
      return told(done.kind);
    }
    world.tally.count('undoRefused');
    passing.push(done.step.command);
    told(done.failure.code);
  }
};

/** What claims to have stood at a time, or what some device knew when its clock told that time. */
const drawCut = async (profile: Profile, { history }: Book, dice: Dice): Promise<Cut> => {
  const instant = profile.clock.now() - dice.below(600_000);
  return dice.chance(0.5) ? { kind: 'time', instant } : history.knownBy(profile.identity()!.device, instant);
};
