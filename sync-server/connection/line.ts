/** One that has its place in lines. */
export interface Place {
  /** There may be room now. */
  wake(): void;
  /** The lines that have it wait for room. */
  heldBy(): readonly Line[];
  /** From here on it is seen what it makes of the room that it has. */
  mark(): void;
  /** Others wait for that room: ends it, unless it has made use of it. */
  giveWay(): void;
}

/** Who takes room that there is a bound for, in the order in which they came. */
export interface Line {
  join(place: Place): void;
  /** With all that it has taken. */
  leave(place: Place, taken: number): void;
  take(bytes: number): void;
  /** Must it wait for room? The first never does. */
  holds(place: Place): boolean;
  first(): Place | undefined;
  places(): readonly Place[];
}

export const createLine = (limit: number): Line => {
  const places = new Set<Place>();
  let bytes = 0;
  const first = (): Place | undefined => places.values().next().value;
  return {
    join: (place) => void places.add(place),
    leave: (place, taken) => {
      places.delete(place);
      bytes -= taken;
    },
    take: (more) => {
      bytes += more;
    },
    holds: (place) => bytes > limit && first() !== place,
    first,
    places: () => [...places],
  };
};
