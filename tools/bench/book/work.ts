/** What people write in a record book, in the proportions of an ordinary one; the same for the same seed. */
import type { Draft } from '../../../src/events/event.ts';
import type { AggregateId, EventName } from '../../../src/kernel/ids.ts';

export interface Written {
  readonly aggregate: AggregateId;
  readonly draft: Draft;
  /** Told what the event was named, so that a later write can name what it replaces. */
  readonly named: (name: EventName) => void;
}

const FIELDS = ['status note', 'location', 'amount', 'supplier', 'reference'];
const WORDS =
  'checked the delivery against order and noted missing parts for later call with supplier about dates'.split(
    ' ',
  );

/** Mulberry32: small, and good enough to spread work over records. */
const createDice = (seed: number) => {
  let state = seed;
  return (sides: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * sides);
  };
};

/** Who works on what: the number of records there will be, and which of those that there are is worked on next. */
export interface Habit {
  /** Is a new record begun now, `events` having been recorded? */
  readonly begins: (records: number, events: number) => boolean;
  readonly pick: (records: number, roll: (sides: number) => number) => number;
}

/** First every record is created, then all of them are worked on at random. */
export const everywhere = (all: number): Habit => ({
  begins: (records) => records < all,
  pick: (_, roll) => roll(all),
});

/** A record is worked on for a while and then rests, as most do: ten events each, two hundred records at a time. */
export const inTurn: Habit = {
  begins: (records, events) => records * 10 <= events,
  pick: (records, roll) => records - 1 - roll(Math.min(records, 200)),
};

/** Entries and field writes of 280 B an event. */
export const work = function* ({ begins, pick }: Habit, seed = 7): Generator<Written, never> {
  const roll = createDice(seed);
  const say = (words: number) => Array.from({ length: words }, () => WORDS[roll(WORDS.length)]).join(' ');
  const ids: AggregateId[] = [];
  const held = new Map<string, EventName>();
  for (let events = 0; ; events++) {
    if (begins(ids.length, events)) {
      const hex = Array.from({ length: 32 }, () => roll(16).toString(16)).join('');
      ids.push(`record:${hex}` as AggregateId);
      yield {
        aggregate: ids.at(-1)!,
        draft: { type: 'record.created', v: 1, payload: { title: `${ids.length} ${say(3)}` } },
        named: () => undefined,
      };
      continue;
    }
    const aggregate = ids[pick(ids.length, roll)]!;
    if (roll(5) < 3) {
      yield {
        aggregate,
        draft: { type: 'record.entry-added', v: 1, payload: { text: say(3) } },
        named: () => undefined,
      };
      continue;
    }
    const field = FIELDS[roll(FIELDS.length)]!;
    const before = held.get(aggregate + field);
    const draft = {
      type: 'record.field-set',
      v: 1,
      payload: { field, value: say(1) },
      ...(before ? { over: [before] } : {}),
    };
    yield { aggregate, draft, named: (name) => void held.set(aggregate + field, name) };
  }
};
