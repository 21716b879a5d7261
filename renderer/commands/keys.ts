/** What a key press and a command's `keys` have in common. */
export interface Press {
  readonly key: string;
  /** The place on the keyboard: with Alt, a Mac reports another letter as `key`. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const isKey = (press: Press, key: string): boolean =>
  /^[A-Z]$/.test(key)
    ? press.code === `Key${key}`
    : /^\d$/.test(key)
      ? press.code === `Digit${key}`
      : press.key === key;

export const matches = (press: Press, keys: string, isMac: boolean): boolean => {
  const parts = keys.split('+');
  const key = parts.at(-1)!;
  const mod = parts.includes('Mod');
  // A sign such as ? is its key whether or not it takes Shift on this keyboard.
  const shift = /^[A-Z\d]$|^F\d+$/.test(key) ? parts.includes('Shift') === press.shiftKey : true;
  return (
    isKey(press, key) &&
    shift &&
    parts.includes('Alt') === press.altKey &&
    (isMac ? press.metaKey : press.ctrlKey) === mod &&
    !(isMac ? press.ctrlKey : press.metaKey)
  );
};

/** For people: `Ctrl+Shift+F`, or `⇧⌘F` as a Mac writes it. */
export const showKeys = (keys: string, isMac: boolean): string => {
  if (!isMac) return keys.replace('Mod', 'Ctrl');
  const parts = keys.split('+');
  const signs = [
    ['Alt', '⌥'],
    ['Shift', '⇧'],
    ['Mod', '⌘'],
  ] as const;
  return (
    signs
      .filter(([name]) => parts.includes(name))
      .map(([, sign]) => sign)
      .join('') + parts.at(-1)!
  );
};
