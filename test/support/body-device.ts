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
  const recorded = (decided: ReturnType<typeof decide>, about?: Partial<Event>): Event => {
    if (!decided.ok) throw new Error(decided.error.message);
    const event = eventOf(number, 'body.changed', decided.value.drafts[0]!.payload, { v: 2, ...about });
    state = decided.value.next!([event]);
    return event;
  };
  return {
    decide,
    text: () => bodyText(state),
    heads: () => bodyHeads(state),
    state: () => state,
    /** Makes an edit and keeps the document that was made, as the device that writes does. */
    edit: (
      at: number,
      deleted: number,
      inserted: string,
      heads?: readonly string[],
      about?: Partial<Event>,
    ): Event => recorded(decide([{ at, deleted, inserted }], heads), about),
    /** Settles the first dispute that there is. */
    settle: (text: string | null, about?: Partial<Event>): Event => {
      const [dispute] = state.disputes;
      const over = dispute!.wordings.map(({ name }) => name);
      const command = {
        id: commandOf(1),
        aggregate: 'body:1' as AggregateId,
        over,
        place: dispute!.place,
        text,
      };
      return recorded(decider.decide({ ...command, type: 'body.settle' }, state), about);
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
