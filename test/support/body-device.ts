import { createBody } from '../../src/domain/body/decider.ts';
import { bodyHeads, bodyText, NO_BODY, type BodyState } from '../../src/domain/body/state.ts';
import type { Splice } from '../../src/domain/body/commands.ts';
import type { Event } from '../../src/events/event.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { commandOf, eventOf } from './events.ts';

/** One device's copy of a body, at the level of its decider. */
export const bodyDevice = (number: number) => {
  const { decider } = createBody(number.toString(16).padStart(32, '0'));
  let state: BodyState = NO_BODY;
  const decide = (splices: readonly Splice[], heads?: readonly string[]) =>
    decider.decide(
      {
        id: commandOf(1),
        aggregate: 'body:1' as AggregateId,
        type: 'body.edit',
        splices: [...splices],
        heads: heads && [...heads],
      },
      state,
    );
  return {
    decide,
    text: () => bodyText(state),
    heads: () => bodyHeads(state),
    state: () => state,
    /** Makes an edit and keeps the document that was made, as the device that writes does. */
    edit: (at: number, deleted: number, inserted: string, heads?: readonly string[]): Event => {
      const decided = decide([{ at, deleted, inserted }], heads);
      if (!decided.ok) throw new Error(decided.error.message);
      const event = eventOf(number, 'body.changed', decided.value.drafts[0]!.payload);
      state = decided.value.next!([event]);
      return event;
    },
    receive: (...events: readonly Event[]): void => {
      state = decider.evolveAll!(state, events);
    },
    fits: (...events: readonly Event[]): boolean => decider.commutes!.fits(state, events),
    receiveOne: (event: Event): void => {
      state = decider.evolve(state, event);
    },
    /** As after a restart: from what was stored. */
    restart: (): void => {
      state = decider.thaw(structuredClone(decider.freeze(state)));
    },
  };
};
