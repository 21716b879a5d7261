/** The last of an actor's changes that something follows: its number, and the counter of its last operation. */
export interface Reached {
  readonly seq: number;
  readonly op: number;
}

/**
 * How far each actor had come in a change and all that it follows. An actor is one session of one device, so a text has
 * thousands of them in a few years, and nearly all clocks say the same of nearly all: that is held once, in `shared`.
 */
export interface Clock {
  readonly shared: ReadonlyMap<string, Reached>;
  /** What goes beyond. */
  readonly own: ReadonlyMap<string, Reached>;
}

/** Actors that a clock names by itself: few enough to copy with each change, and that the shared ones are few. */
const MOST_OWN = 64;

export const NO_CLOCK: Clock = { shared: new Map(), own: new Map() };

export const reachedIn = ({ shared, own }: Clock, actor: string): Reached | undefined =>
  own.get(actor) ?? shared.get(actor);

export const withReached = (clock: Clock, reached: Iterable<readonly [string, Reached]>): Clock => {
  const own = new Map(clock.own);
  for (const [actor, one] of reached) {
    const known = own.get(actor) ?? clock.shared.get(actor);
    if (!known || known.seq < one.seq) own.set(actor, one);
  }
  if (own.size <= MOST_OWN) return own.size === 0 && clock.own.size === 0 ? clock : { ...clock, own };
  return { shared: new Map([...clock.shared, ...own]), own: NO_CLOCK.own };
};

export const joinClocks = (clocks: readonly Clock[]): Clock => {
  if (clocks.length < 2) return clocks[0] ?? NO_CLOCK;
  const [first, ...others] = clocks.toSorted((a, b) => b.shared.size - a.shared.size) as [Clock, ...Clock[]];
  return others.reduce(
    (joined, { shared, own }) => withReached(joined, shared === joined.shared ? own : [...shared, ...own]),
    first,
  );
};
