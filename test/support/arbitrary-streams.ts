import fc from 'fast-check';
import type { AnyDecider } from '../../src/aggregates/fold.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { Event } from '../../src/events/event.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import { arbitraryEvents } from './arbitrary-events.ts';
import { commandOf, nameOf } from './events.ts';

/**
 * Events of one record by three devices in turn, each a segment and a command of its own. Some have the `ids` of others
 * and mean something else, some are copies of one before, and some are poison where `withPoison` says so.
 */
export const arbitraryStream = (ids: number, minLength: number): fc.Arbitrary<readonly Event[]> =>
  fc
    .tuple(
      fc.array(arbitraryEvents('record'), { minLength, maxLength: 8 }),
      fc.infiniteStream(fc.nat(ids)),
      fc.infiniteStream(fc.nat(9)),
      fc.constantFrom(0, 2, 20),
      fc.infiniteStream(fc.nat(99)),
    )
    .map(([lists, commands, poison, copies, again]) => {
      const effects = lists.flat().map(({ copy: _, ...event }): Omit<Event, 'name' | 'place'> => ({
        ...event,
        command: commandOf(commands.next().value),
        ...(poison.next().value === 0 ? { type: 'record.comment-added', payload: { text: 'poison' } } : {}),
      }));
      return effects.map((effect, i): Event => {
        const back = again.next().value;
        return {
          ...(back > 0 && back <= Math.min(i, copies) ? effects[i - back]! : effect),
          name: nameOf(i),
          place: {
            depth: 1 + Math.floor(i / 3),
            device: `d${i % 3}` as DeviceId,
            segment: nameOf(1000 + i) as string as SegmentHash,
            seq: 1 + i,
          },
        };
      });
    });

/** Takes comments at every other edit only: what does not fit at its place may fit where a copy of it stands. */
export const fickle = (decider: AnyDecider): AnyDecider => ({
  ...decider,
  evolveAll: (state, events) =>
    events.reduce((before, event) => {
      const { edits } = before as RecordState;
      if (event.type === 'record.comment-added' && edits % 2 === 0) throw new Error('Not now.');
      return decider.evolve(before, event);
    }, state),
});
