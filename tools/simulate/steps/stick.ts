import type { Dice } from '../world/dice.ts';
import type { Profile } from '../world/profile.ts';
import type { World } from '../world/world.ts';

/** Some segments of one device go to another in a file: in no order, some twice, some not at all. */
export const carryStick = (world: World, from: Profile, to: Profile, dice: Dice): void => {
  // Any window may take it, and the one that leads has to hear of that.
  const [giver, taker] = [from, to].map(({ windows }) => {
    const open = windows.flatMap(({ session }) => session ?? []);
    return open.length > 0 ? dice.pick(open) : undefined;
  });
  if (!giver || !taker || from === to) return;
  const carry = async (): Promise<void> => {
    const after = dice.chance(0.5) ? await taker.book.log.heads() : [];
    const all = await giver.book.log.collect({ after, unknownThere: [], budget: 1 << 24 });
    const share = dice.chance(0.5) ? 1 : dice.next();
    const some = dice.shuffled(all.segments).filter(() => dice.chance(share));
    const twice = some.filter(() => dice.chance(world.parameters.weather.repeats));
    const taken = await taker.book.log.take([...some, ...twice].map((segment) => segment.bytes));
    world.tally.count('duplicate', taken.duplicates);
  };
  carry().catch((error: unknown) => world.history.failed(`a stick to ${to.name}`, error));
};
