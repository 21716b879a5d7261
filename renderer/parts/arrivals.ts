import { createContext, type RefObject, useContext, useEffect } from 'react';
import type { AggregateId } from '../../src/kernel/ids.ts';

/** What was added just now, until its page opens: a person goes on there, and not at the button it was asked for by. */
export interface Arrivals {
  expect(id: AggregateId): void;
  /** Whether it was waited for, once. */
  take(id: AggregateId): boolean;
}

export const createArrivals = (): Arrivals => {
  let awaited: AggregateId | undefined;
  return {
    expect: (id) => {
      awaited = id;
    },
    take: (id) => {
      if (awaited !== id) return false;
      awaited = undefined;
      return true;
    },
  };
};

const Context = createContext<Arrivals>(createArrivals());
export const ArrivalsProvider = Context.Provider;
export const useArrivals = (): Arrivals => useContext(Context);

/** The focus goes to the field, behind its text, when the page of what was just added opens. */
export const useFocusOnArrival = (id: AggregateId, field: RefObject<HTMLTextAreaElement | null>): void => {
  const arrivals = useArrivals();
  useEffect(() => {
    if (!field.current || !arrivals.take(id)) return;
    field.current.focus();
    field.current.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [arrivals, id, field]);
};
