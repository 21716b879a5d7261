/** A map that forgets what was used longest ago, once it holds more than `most`, and keeps at least one entry. */
export interface Lru<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  clear(): void;
}

/** `weigh`: how much an entry counts; one, where left out. */
export const createLru = <Key, Value>(
  most: number,
  weigh: (value: Value) => number = () => 1,
): Lru<Key, Value> => {
  const entries = new Map<Key, Value>();
  let held = 0;
  const drop = (key: Key): void => {
    const value = entries.get(key);
    if (value !== undefined) held -= weigh(value);
    entries.delete(key);
  };
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set: (key, value) => {
      drop(key);
      entries.set(key, value);
      held += weigh(value);
      for (const oldest of entries.keys()) {
        if (held <= most || entries.size === 1) break;
        drop(oldest);
      }
    },
    delete: drop,
    clear: () => {
      entries.clear();
      held = 0;
    },
  };
};
