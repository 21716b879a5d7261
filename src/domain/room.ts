import type { Draft, Event, Json, JsonObject } from '../events/event.ts';
import { countValues, sizeAtMost } from './size.ts';

/**
 * What a state may come to as JSON, in characters. A few hundred kilobytes of events can stand for more text than a
 * string can hold, and then nothing of their aggregate could be stored any more. Where it ends must be the same on all
 * devices, whatever came first and in how many pieces: so it is asked of each command by itself, and counted (QU1).
 */
export const MAX_SIZE = 256 * 1024 * 1024;

/** A value with its keys, the name of its event, who wrote it, on which device and when: 2,100 characters at most. */
const WRITTEN = 2_500;
/** What an event writes besides what is in its payload: that it was there, that it came last, and who edited. */
const OF_EVENT = 3;

/** An event as far as it makes a state grow. */
export interface Growing {
  readonly type: string;
  readonly payload: JsonObject;
  /** The device that writes it. */
  readonly by: string;
}

export interface Room<State> {
  /** Characters that these events add to what the state comes to, at most. */
  growth(state: State, events: readonly Event[]): number;
  /** The state after these events, by `fold` in as few pieces as may be. Throws where one command has no room. */
  folded(
    state: State,
    events: readonly Event[],
    fold: (state: State, events: readonly Event[]) => State,
  ): State;
  /** Is there room for what is about to be recorded, and for the salt and the reason that come to it? */
  hasRoomFor(state: State, drafts: readonly Draft[]): boolean;
}

/** `besides`: how many values each of these events can write, at most, beyond those in its payload. */
export const createRoom = <State extends object>(
  besides: (state: State, events: readonly Growing[]) => number = () => 0,
): Room<State> => {
  /** What a state does not exceed: looked up, so that few are ever counted. */
  const bounds = new WeakMap<State, { readonly most: number; readonly isCounted: boolean }>();
  const counted = (state: State) => {
    const bound = { most: sizeAtMost(state as Json), isCounted: true };
    bounds.set(state, bound);
    return bound;
  };
  const growthBy = (state: State, events: readonly Growing[]): number => {
    const each = OF_EVENT + besides(state, events);
    return events.reduce(
      (sum, { payload }) => sum + sizeAtMost(payload) + WRITTEN * (countValues(payload) + each),
      0,
    );
  };
  const holds = (state: State, growth: number): boolean => {
    const { most, isCounted } = bounds.get(state) ?? counted(state);
    return most + growth <= MAX_SIZE || (!isCounted && counted(state).most + growth <= MAX_SIZE);
  };
  const growth: Room<State>['growth'] = (state, events) => growthBy(state, events.map(toGrowing));
  const folded: Room<State>['folded'] = (state, events, fold) => {
    const added = growth(state, events);
    if (holds(state, added)) {
      const after = fold(state, events);
      bounds.set(after, { most: bounds.get(state)!.most + added, isCounted: false });
      return after;
    }
    const middle = betweenCommands(events);
    if (middle === undefined) throw new Error('there is no room for it');
    return folded(folded(state, events.slice(0, middle), fold), events.slice(middle), fold);
  };
  return {
    growth,
    folded,
    hasRoomFor: (state, drafts) => {
      const growing = drafts.map(({ type, payload }) => ({ type, payload, by: '' }));
      return holds(state, 2 * growthBy(state, growing));
    },
  };
};

const toGrowing = ({ type, payload, place }: Event): Growing => ({ type, payload, by: place.device });

/** Somewhere near the middle, where a command ends: it is folded whole or not at all (AT1). */
const betweenCommands = (events: readonly Event[]): number | undefined => {
  const middle = events.length >>> 1;
  const isBetween = (at: number): boolean =>
    at > 0 && at < events.length && !isOneCommand(events[at - 1]!, events[at]!);
  for (let far = 0; far <= events.length; far++) {
    if (isBetween(middle - far)) return middle - far;
    if (isBetween(middle + far)) return middle + far;
  }
  return undefined;
};

const isOneCommand = (a: Event, b: Event): boolean =>
  a.command === b.command &&
  a.place.segment === b.place.segment &&
  a.place.device === b.place.device &&
  a.place.depth === b.place.depth;
