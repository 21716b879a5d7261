import { foldAll, inCanonicalOrder, isSameEffect, toCommands, type AnyDecider } from '../aggregates/fold.ts';
import { comparePlaces } from '../clock/order.ts';
import type { CommandBase } from '../domain/decider.ts';
import type { Event } from '../events/event.ts';
import { decided, withOver } from './decided.ts';

/**
 * Is what others recorded under a command's id what it would have recorded, given where theirs was (ON1)? Ids that
 * follow from what they stand for, like those of imported rows, can be known to others, who need not mean the same by
 * them. `stream` is all of the aggregate, `actor` whom the command is recorded as.
 */
export const isRecorded = (
  decider: AnyDecider,
  command: CommandBase,
  actor: string,
  stream: readonly Event[],
): boolean => {
  const sorted = inCanonicalOrder(stream);
  const copies = toCommands(sorted.filter((event) => event.command === command.id));
  return copies.some((copy) => {
    const before = sorted.filter(({ place }) => comparePlaces(place, copy[0]!.place) < 0);
    const { state } = foldAll(decider, before).folded;
    const again = decided(decider, withOver(decider, command, state), state);
    return (
      again.ok &&
      isSameEffect(
        decider,
        copy,
        again.value.drafts.map((draft) => ({ ...draft, actor })),
      )
    );
  });
};
