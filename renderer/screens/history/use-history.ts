import { useEffect, useMemo, useState } from 'react';
import type { AggregateId } from '../../../src/kernel/ids.ts';
import type { HistoryStep } from '../../../src/projections/history.ts';
import { useBookStore } from '../../store/use-book.ts';
import { groupSteps, type StepGroup } from './group-steps.ts';

export interface History {
  readonly steps: readonly HistoryStep[];
  readonly groups: readonly StepGroup[];
}

/** What was done to these aggregates, kept up to date. Undefined until it is read. */
export const useHistory = (ids: readonly AggregateId[]): History | undefined => {
  const { api, onChanged } = useBookStore();
  const [steps, setSteps] = useState<readonly HistoryStep[]>();
  const key = ids.join();
  useEffect(() => {
    if (key === '') return undefined;
    const wanted = key.split(',') as AggregateId[];
    let isOpen = true;
    let isReading = false;
    let isDue = false;
    /** One at a time: of changes that come while it is read, the last is enough. */
    const read = async (): Promise<void> => {
      isDue = isReading;
      if (isReading) return;
      isReading = true;
      const found = await api.history(wanted);
      isReading = false;
      if (!isOpen) return;
      setSteps(found);
      if (isDue) void read();
    };
    void read();
    const unsubscribe = onChanged((changed) => {
      if (wanted.some((id) => changed.includes(id))) void read();
    });
    return () => {
      isOpen = false;
      unsubscribe();
    };
  }, [api, onChanged, key]);
  return useMemo(() => steps && { steps, groups: groupSteps(steps) }, [steps]);
};
