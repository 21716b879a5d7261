import { useEffect, useState } from 'react';
import type { ActivityRow } from '../../../src/projections/rows.ts';
import type { Settled } from '../../../src/projections/settled.ts';
import { useBookStore } from '../../store/use-book.ts';
import { settlementIn } from '../history/step-words.ts';

/** The conflict that a command has settled. It is looked for in the history, where the command names enough to have. */
export const useSettled = ({ id, aggregate, maySettle }: ActivityRow): Settled | undefined => {
  const { api } = useBookStore();
  const [settled, setSettled] = useState<Settled>();
  useEffect(() => {
    if (!maySettle) return undefined;
    let isGone = false;
    // Without it the line says what was written, which is true too.
    api.history([aggregate]).then(
      (steps) => {
        const step = steps.find((one) => one.id === id);
        if (step && !isGone) setSettled(settlementIn(step));
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [api, id, aggregate, maySettle]);
  return settled;
};
