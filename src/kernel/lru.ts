/** A map that forgets what was used longest ago, once it holds `most` entries. */
export interface Lru<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  clear(): void;
}

export const createLru = <Key, Value>(most: number): Lru<Key, Value> => {
  const entries = new Map<Key, Value>();
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set: (key, value) => {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > most) entries.delete(entries.keys().next().value as Key);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
};
