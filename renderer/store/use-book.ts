import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { PersonState } from '../../src/domain/person/state.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { BookState } from './book-state.ts';
import type { BookStore } from './book-store.ts';
import { rowById } from './rows.ts';

const Context = createContext<BookStore | undefined>(undefined);

export const BookProvider = Context.Provider;

export const useBookStore = (): BookStore => {
  const store = useContext(Context);
  if (!store) throw new Error('Broken invariant: every screen stands inside a BookProvider');
  return store;
};

/** `select` must answer the same object for the same state. */
export const useBook = <Part>(select: (state: BookState) => Part): Part => {
  const store = useBookStore();
  return useSyncExternalStore(store.subscribe, () => select(store.state()));
};

/** Undefined until it is read. */
const useAggregate = (id: AggregateId): RecordState | PersonState | undefined => {
  const store = useBookStore();
  useEffect(() => store.hold(id), [store, id]);
  return useBook((state) => state.states[id]);
};

export const useRecord = (id: AggregateId) => useAggregate(id) as RecordState | undefined;
export const usePerson = (id: AggregateId) => useAggregate(id) as PersonState | undefined;

/** What to call an actor or assignee: a person by name, whoever else by what they are recorded as. */
export const useName = (actor: string): string =>
  useBook((state) => rowById(state.people, actor)?.name ?? actor);

export const useRecordTitle = (id: string): string | undefined =>
  useBook((state) => rowById(state.records, id)?.title);

export const useDeviceName = (device: string): string =>
  useBook(
    (state) => state.info?.members.find((member) => member.device === device)?.name ?? device.slice(0, 8),
  );
