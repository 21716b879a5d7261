import { bodyHeads, bodyText, type BodyState } from '../../../src/domain/body/state.ts';
import type { Dice } from '../world/dice.ts';
import type { Rest } from './command.ts';

/** Sentences about a few words, so that people meet in one of them. */
export const drawProse = (dice: Dice, state: BodyState, words: readonly string[]): Rest => {
  const [wanted, other] = [dice.pick(words), dice.pick(words)];
  const [dispute] = state.disputes;
  if (dispute && dice.chance(0.3)) {
    const over = dispute.wordings.map(({ name }) => name);
    const text = dice.pick([null, dispute.wordings[0]!.text, `All ${wanted}.`]);
    return { type: 'body.settle', over, place: dispute.place, text };
  }
  const text = bodyText(state);
  const found = text.indexOf(other);
  const edit = (at: number, deleted: number, inserted: string): Rest => ({
    type: 'body.edit',
    // Positions of what was looked at, whatever has come since.
    heads: bodyHeads(state),
    splices: [{ at, deleted, inserted }],
  });
  if (found < 0 || dice.chance(0.2)) return edit(text.length, 0, `${text && ' '}To the ${other}.`);
  if (dice.chance(0.2)) return edit(found, text.length - found, '');
  return dice.chance(0.5) ? edit(found, other.length, wanted) : edit(found, 0, dice.pick(['. ', 'far ']));
};
