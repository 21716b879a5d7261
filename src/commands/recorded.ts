import {
  foldAll,
  foldNothing,
  foldOn,
  inCanonicalOrder,
  toCommands,
  type AnyDecider,
  type Folded,
} from '../aggregates/fold.ts';
import { isSameEffect } from '../aggregates/copies.ts';
import { comparePlaces } from '../clock/order.ts';
import type { CommandBase } from '../domain/decider.ts';
import type { Event } from '../events/event.ts';
import { decided, withOver } from './decided.ts';

/** All of an aggregate, and what it folds to. */
export interface Standing extends Pick<Folded, 'state' | 'quarantined'> {
  readonly stream: readonly Event[];
}

/**
 * Is what others recorded under a command's id what it would have recorded, given where theirs was (ON1)? Ids that
 * follow from what they stand for, like those of imported rows, can be known to others, who need not mean the same by
 * them. `actor` is whom the command is recorded as.
 */
export const isRecorded = (
  decider: AnyDecider,
  command: CommandBase,
  actor: string,
  { stream, state, quarantined }: Standing,
): boolean => {
  const leftOut = new Set(quarantined.flatMap(({ names }) => names));
  const copies = toCommands(
    inCanonicalOrder(stream.filter(({ command: id, name }) => id === command.id && !leftOut.has(name))),
  );
  const isAgain = (copy: readonly Event[], before: unknown): boolean => {
    const again = decided(decider, withOver(decider, command, before), before);
    return (
      again.ok &&
      isSameEffect(
        decider,
        copy,
        again.value.drafts.map((draft) => ({ ...draft, actor })),
      )
    );
  };
  // What it would record now, were it recorded, would be one effect with the copy. Of most commands that is always the
  // same, so that nothing has to be folded. A document is used up by being asked.
  if (!decider.commutes && copies.some((copy) => isAgain(copy, state))) return true;
  return copies.some((copy) => isAgain(copy, stateBefore(decider, stream, copy[0]!)));
};

/** How far a stream was folded for the command before: those of a file come again in the order in which they came. */
interface Walk {
  readonly effects: readonly Event[];
  readonly at: number;
  readonly folded: Folded;
}
const walks = new WeakMap<readonly Event[], Walk>();

const stateBefore = (decider: AnyDecider, stream: readonly Event[], { place }: Event): unknown => {
  const isBefore = (event: Event): boolean => comparePlaces(event.place, place) < 0;
  if (decider.commutes) return foldAll(decider, stream.filter(isBefore)).folded.state;
  const known = walks.get(stream) ?? begin(decider, foldAll(decider, stream));
  const at = known.effects.findIndex((event) => !isBefore(event));
  const walk = known.at <= at ? known : begin(decider, known);
  const folded = foldOn(decider, walk.folded, walk.effects.slice(walk.at, at));
  walks.set(stream, { ...walk, at, folded });
  return folded.state;
};

const begin = (decider: AnyDecider, { effects }: Pick<Walk, 'effects'>): Walk => ({
  effects,
  at: 0,
  folded: foldNothing(decider),
});
