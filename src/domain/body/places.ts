import type { Wording } from './wordings.ts';

type Held = readonly Wording[];
type Bucket = ReadonlyMap<string, Held>;

/**
 * What is held at each place of a text. Immutable: one that follows on another shares all with it but the buckets that
 * something was put in. Whoever types makes a new one with each letter, of a text that may have tens of thousands.
 */
export interface Wordings {
  readonly buckets: readonly Bucket[];
  /** Places at which there are several. */
  readonly shared: ReadonlySet<string>;
}

const BUCKETS = 512;

export const NO_WORDINGS: Wordings = {
  buckets: Array.from({ length: BUCKETS }, () => new Map()),
  shared: new Set(),
};

export const wordingsAt = ({ buckets }: Wordings, place: string): Held | undefined =>
  buckets[bucketOf(place)]!.get(place);

export const allWordings = ({ buckets }: Wordings): readonly (readonly [string, Held])[] =>
  buckets.flatMap((bucket) => [...bucket]);

/** What is being put together. */
export interface WordingsDraft {
  get(place: string): Held | undefined;
  set(place: string, held: Held): void;
  done(): Wordings;
}

export const draftWordings = (before: Wordings): WordingsDraft => {
  const buckets = [...before.buckets];
  const own = new Map<number, Map<string, Held>>();
  let shared: Set<string> | undefined;
  const copied = (at: number): Map<string, Held> => {
    const copy = own.get(at) ?? new Map(buckets[at]);
    own.set(at, copy);
    buckets[at] = copy;
    return copy;
  };
  return {
    get: (place) => buckets[bucketOf(place)]!.get(place),
    set: (place, held) => {
      copied(bucketOf(place)).set(place, held);
      const isShared = held.length > 1;
      if ((shared ?? before.shared).has(place) === isShared) return;
      shared ??= new Set(before.shared);
      if (isShared) shared.add(place);
      else shared.delete(place);
    },
    done: () => ({ buckets, shared: shared ?? before.shared }),
  };
};

/** Places are ids of letters: their numbers come first, and differ most. */
const bucketOf = (place: string): number => {
  let hash = 0;
  for (let i = 0; i < Math.min(place.length, 12); i++) hash = (Math.imul(hash, 31) + place.charCodeAt(i)) | 0;
  return (hash >>> 0) % BUCKETS;
};
