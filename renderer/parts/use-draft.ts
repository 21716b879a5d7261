import { useState } from 'react';
import { namesIn, type Register, shown } from '../../src/domain/register.ts';
import type { Json } from '../../src/events/event.ts';
import type { EventName } from '../../src/kernel/ids.ts';
import { useKept } from './kept-drafts.ts';
import { useSeen } from './seen.ts';

interface Begun {
  readonly text: string;
  /** What stood on screen when the edit began: what it replaces, and nothing that came since (CF1). */
  readonly replaced: readonly EventName[];
  readonly over: readonly EventName[];
  readonly was: string;
}

export interface Draft {
  readonly text: string;
  /** Something else is typed than what is saved. */
  readonly unsaved: boolean;
  /** It was begun before this page was left, and is here again. */
  readonly found: boolean;
  /** Another write has come while this one is being typed. */
  readonly overtaken: boolean;
  readonly begin: () => void;
  readonly type: (text: string) => void;
  readonly drop: () => void;
  /** Saves what has changed. The draft stays when saving fails. */
  readonly save: () => Promise<void>;
}

/** One field being edited: a draft from the moment of focus until it is saved or dropped, kept when the page is left. */
export const useDraft = <Value extends Json>(
  label: string,
  register: Register<Value>,
  toText: (value: Value | undefined) => string,
  store: (text: string, over: readonly EventName[]) => Promise<boolean>,
): Draft => {
  const [kept, keep] = useKept<Begun>(label);
  const [begun, setBegun] = useState(kept);
  const seen = useSeen();
  const current = toText(shown(register));
  const names = namesIn(register);
  const start = (): Begun => ({ text: current, replaced: names, over: seen(names), was: current });
  const set = (next: Begun | undefined): void => {
    keep(next && next.text !== next.was ? next : undefined);
    setBegun(next);
  };
  return {
    text: begun?.text ?? current,
    unsaved: begun !== undefined && begun.text !== begun.was,
    found: kept !== undefined && begun === kept,
    overtaken: begun !== undefined && begun.replaced.join() !== names.join(),
    begin: () => set(begun ?? start()),
    type: (text) => set({ ...(begun ?? start()), text }),
    drop: () => set(undefined),
    save: async () => {
      if (!begun) return;
      if (begun.text === begun.was || (await store(begun.text, begun.over))) set(undefined);
    },
  };
};
