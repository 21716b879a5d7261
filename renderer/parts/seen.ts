import { createContext, useContext } from 'react';
import { toOver } from '../../src/domain/register.ts';
import type { EventName } from '../../src/kernel/ids.ts';

const Context = createContext<readonly EventName[]>([]);

/** The archivings and sign-offs that are on screen with what is edited. */
export const MarksProvider = Context.Provider;

/** What an edit names: the values that it replaces, and the marks that its writer has seen (CF2). */
export const useSeen = (): ((replaced: readonly EventName[]) => readonly EventName[]) => {
  const marks = useContext(Context);
  return (replaced) => toOver(replaced, marks);
};
