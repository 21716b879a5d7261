import { useEffect, useRef } from 'react';

export interface ConflictKeys {
  /** To the next conflict of the list, or the one before. */
  readonly step: (by: 1 | -1) => void;
  /** The side of that number, from 1. */
  readonly choose: (nth: number) => void;
  readonly decide: () => void;
}

const STEPS: { readonly [key: string]: 1 | -1 } = { j: 1, k: -1 };

const isText = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== 'radio');

/** While a conflict is on screen: j and k, 1 to 9, and Mod+Enter, wherever the focus is. */
export const useConflictKeys = (keys: ConflictKeys): void => {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // A list that has the focus has its own j and k; a sheet over the page is another matter.
      if (event.defaultPrevented || document.querySelector('[role=dialog]')) return;
      const isMod = event.ctrlKey || event.metaKey;
      if (isMod && event.key === 'Enter') latest.current.decide();
      else if (isMod || event.altKey || isText(event.target)) return;
      else if (STEPS[event.key]) latest.current.step(STEPS[event.key]!);
      else if (/^[1-9]$/.test(event.key)) latest.current.choose(Number(event.key));
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
};
