import type { Draft, Event, Json } from '../../events/event.ts';
import { freezeRecord } from './freeze.ts';
import { countedIn } from './marks.ts';
import type { RecordState } from './state.ts';

/**
 * Characters of a record as it is stored. A few hundred kilobytes can stand for more text than a string can hold, and
 * then nothing of it could be stored any more; where it ends must be the same on all devices, so it is counted (QU1).
 */
export const MAX_SIZE = 64 * 1024 * 1024;

/** A letter that is escaped is written as six. */
const ESCAPED = 6;
/** What an event adds besides its letters, to each sign-off and for each editor too: names, times and who. */
const AROUND = 2_000;

/** What a state does not exceed, or its size once it has been measured: looked up, so that few ever are. */
const bounds = new WeakMap<RecordState, { readonly most: number; readonly isMeasured: boolean }>();

/** Does the record have room for all that these events can add? If not, some of them alone may still have it. */
export const hasRoom = (state: RecordState, events: readonly Event[]): boolean =>
  holds(state, growthBy(state, events.map(toGrowing)));

/** Is there room for what is about to be recorded, and for the salt and the reason that come to it? */
export const hasRoomFor = (state: RecordState, drafts: readonly Draft[]): boolean =>
  holds(
    state,
    2 *
      growthBy(
        state,
        drafts.map(({ type, payload }) => ({ type, payload, by: '' })),
      ),
  );

const holds = (state: RecordState, growth: number): boolean => {
  const { most, isMeasured } = boundOf(state);
  if (most + growth <= MAX_SIZE) return true;
  return !isMeasured && measured(state).most + growth <= MAX_SIZE;
};

/** What a state is after events that there was room for. */
export const noteGrowth = (before: RecordState, events: readonly Event[], after: RecordState): RecordState =>
  noteSize(after, boundOf(before).most + growthBy(before, events.map(toGrowing)));

/** `most`: characters that the state does not exceed as it is stored. */
export const noteSize = (state: RecordState, most: number): RecordState => {
  bounds.set(state, { most, isMeasured: false });
  return state;
};

const boundOf = (state: RecordState) => bounds.get(state) ?? measured(state);

const measured = (state: RecordState) => {
  const bound = { most: freezeRecord(state).length, isMeasured: true };
  bounds.set(state, bound);
  return bound;
};

interface Growing extends Pick<Event, 'type' | 'payload'> {
  /** The device that writes it. */
  readonly by: string;
}

const toGrowing = ({ type, payload, place }: Event): Growing => ({ type, payload, by: place.device });

const growthBy = ({ editors, signOffs }: RecordState, events: readonly Growing[]): number => {
  const known = new Set<string>(Object.keys(editors));
  let [letters, marks] = [0, countedIn(signOffs).length];
  for (const { type, payload, by } of events) {
    letters += lettersIn(payload);
    known.add(by);
    if (type === 'record.signed') marks += 1;
  }
  return ESCAPED * letters + AROUND * events.length * (1 + known.size + marks);
};

const lettersIn = (value: Json): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce((sum, [name, inner]) => sum + name.length + lettersIn(inner), 0);
};
