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

/** First every record is created, then entries and field writes go to records at random: 280 B an event. */
export const work = function* (records: number, seed = 7): Generator<Written, never> {
  const roll = createDice(seed);
  const say = (words: number) => Array.from({ length: words }, () => WORDS[roll(WORDS.length)]).join(' ');
  const ids = Array.from({ length: records }, () => {
    const hex = Array.from({ length: 32 }, () => roll(16).toString(16)).join('');
    return `record:${hex}` as AggregateId;
  });
  const held = new Map<string, EventName>();
  for (const [i, aggregate] of ids.entries())
    yield {
      aggregate,
      draft: { type: 'record.created', v: 1, payload: { title: `${i + 1} ${say(3)}` } },
      named: () => undefined,
    };
  for (;;) {
    const aggregate = ids[roll(records)]!;
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
