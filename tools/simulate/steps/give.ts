import type { AggregateId } from '../../../src/kernel/ids.ts';
import { definitionOf } from '../../../src/domain/catalogue.ts';
import { namesIn } from '../../../src/domain/register.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { Dice } from '../world/dice.ts';
import type { Profile } from '../world/profile.ts';
import { makersOf, type Window } from '../world/window.ts';
import type { World } from '../world/world.ts';
import { lookBack } from './look-back.ts';
import { drawCommand, pickAggregate, type Command } from './command.ts';

/** A person at a device writes something, at once or after having looked at it for a while; perhaps twice. Or goes back. */
export const giveCommand = (world: World, profile: Profile, dice: Dice): void => {
  const window = openWindowOf(profile, dice);
  if (!window) return;
  const back = dice.named('back');
  if (back.chance(world.parameters.back)) {
    lookBack(world, profile, window, back).catch((error: unknown) =>
      world.history.failed(`${profile.name} looks back`, error),
    );
    return;
  }
  const look = async (): Promise<void> => {
    const aggregate = pickAggregate(dice, world.parameters.records);
    const command = await commandFor(world, profile, window, aggregate, dice);
    const delay = command.over ? dice.between(100, 20_000) : 0;
    if (delay === 0) await execute(world, profile, window, command);
    else world.later(delay, () => void execute(world, profile, window, command));
    if (dice.chance(world.parameters.again)) giveAgain(world, profile, command, dice);
  };
  void look().catch((error: unknown) => world.history.failed('looking', error));
};

const openWindowOf = (profile: Profile, dice: Dice): Window | undefined => {
  const windows = profile.windows.filter((window) => window.session);
  return windows.length > 0 ? dice.pick(windows) : undefined;
};

const commandFor = async (
  world: World,
  profile: Profile,
  window: Window,
  aggregate: AggregateId,
  dice: Dice,
): Promise<Command> => {
  const { state } = (await window.session!.book.aggregate(aggregate)).folded;
  const { definitions } = makersOf(profile, dice, world.toCrypto);
  const exists = definitionOf(definitions, aggregate)!.decider.exists(state);
  const wanted = { knowsTags: profile.release !== 'old', poison: world.parameters.poison };
  const command = drawCommand(dice, aggregate, exists, state, wanted);
  // What an edit replaces is fixed when it begins (CF1): here the person goes on looking at it.
  if (command.type === 'record.set-title' && dice.chance(0.3))
    return { ...command, over: namesIn((state as RecordState).title) };
  return command;
};

/** The old release has no such command. */
const isOfTags = ({ type }: Command): boolean => type.endsWith('-tag');

/** A double click, a retry after a crash, one import read on two devices; and, rarely, a caller that is wrong. */
const giveAgain = (world: World, profile: Profile, command: Command, dice: Dice): void => {
  const on = dice.chance(0.5) ? profile : dice.pick(world.profiles);
  const isWrong = command.text === command.id && dice.chance(0.1);
  if (isWrong) world.ledger.disputed.add(command.id);
  const { actor } = profile.identity()!;
  world.later(dice.between(1, 60_000), () => {
    const window = openWindowOf(on, dice);
    if (!window) return;
    const given = { ...command, actor };
    void execute(world, on, window, isWrong ? { ...given, text: `not ${command.text}` } : given);
  });
};

const execute = async (world: World, profile: Profile, window: Window, command: Command): Promise<void> => {
  const { history, ledger, tally } = world;
  if (!window.process.isAlive || (profile.release === 'old' && isOfTags(command))) return;
  try {
    const done = await window.session!.book.execute(command);
    const result = done.ok ? (done.value.repeated ? 'repeated' : 'ok') : done.error.code;
    history.tell(`${profile.name}: ${command.type} ${command.aggregate} ${command.id.slice(0, 8)} ${result}`);
    if (!done.ok) {
      tally.count('storageFailed', done.error.code === 'storage-failed' ? 1 : 0);
      // A device that was rolled back has not seen the text that somebody looked at.
      const isOfOtherText = done.error.at === 'heads';
      if (done.error.code === 'invalid-command' && !isOfOtherText)
        history.violation('engine', done.error.message);
    } else if (done.value.repeated) tally.count('repeated');
    else if (done.value.drafts.length > 0) {
      const { id, aggregate, text } = command;
      const mark = text === id ? { mark: text } : {};
      ledger.acknowledge({ command: id, aggregate, profile: profile.name, ...mark });
    }
  } catch (error) {
    history.failed(`${command.type} on ${profile.name}`, error);
  }
};
