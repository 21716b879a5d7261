/**
 * The page's side of the book. It reads each list once, when the book opens, and lives on patches from then on
 * (a live query over a whole table costs ten times the command it follows).
 *
 * The engine answers and tells over one ordered channel. So a patch that arrives while something is being read is
 * applied again on top of what was read: either it was in there already, or it is newer.
 */
import type { BookApi, BookInfo, BookNews, JoinBook, Patch, StartBook } from '../../src/book/api.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { Failure, Result } from '../../src/kernel/result.ts';
import type { Engine } from '../engine/engine.ts';
import { type BookState, EMPTY, FEED_LENGTH, withLists, withNews } from './book-state.ts';
import { inBursts } from './in-bursts.ts';
import { createWatchList } from './watch-list.ts';

export interface BookStore {
  readonly api: BookApi;
  state(): BookState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Hears which aggregates changed, bodies too. */
  readonly onChanged: (listener: (ids: readonly AggregateId[]) => void) => () => void;
  /** Opens the book of this device, or asks for one. */
  boot(): Promise<void>;
  start(request: StartBook): Promise<Result<BookInfo, Failure>>;
  join(request: JoinBook): Promise<Result<BookInfo, Failure>>;
  /** Keeps the state of `id` up to date until released. */
  hold(id: AggregateId): () => void;
}

export const createBookStore = ({ api, subscribe }: Engine): BookStore => {
  let state = EMPTY;
  /** Patches that arrive while the lists are being read. */
  let arriving: Patch[] | undefined;
  const listeners = new Set<() => void>();
  const changedListeners = new Set<(ids: readonly AggregateId[]) => void>();

  const notify = inBursts(() => listeners.forEach((listener) => listener()));
  const set = (next: BookState): void => {
    state = next;
    notify();
  };

  const hear = (news: BookNews): void => {
    if (news.type === 'patch') arriving?.push(news.patch);
    set(withNews(state, news));
    if (news.type === 'patch') changedListeners.forEach((listener) => listener(news.patch.changed));
  };
  subscribe(hear);

  const load = async (info: BookInfo): Promise<void> => {
    arriving = [];
    const [records, people, tasks, activity, conflicts] = await Promise.all([
      api.records(),
      api.people(),
      api.tasks(),
      api.activity(FEED_LENGTH),
      api.conflicts(),
    ]);
    const lists = { records, people, tasks, activity, conflicts };
    set({ ...withLists(state, lists, arriving), info, phase: { at: 'open' } });
    arriving = undefined;
  };

  const enter = async (opened: Result<BookInfo, Failure>): Promise<Result<BookInfo, Failure>> => {
    if (opened.ok) await load(opened.value);
    return opened;
  };

  const boot = async (): Promise<void> => {
    try {
      const [first] = await api.books();
      if (!first) return set({ ...state, phase: { at: 'first-run' } });
      const opened = await enter(await api.open(first.book));
      if (!opened.ok) set({ ...state, phase: { at: 'failed', failure: opened.error } });
    } catch (thrown) {
      const failure = { code: 'engine.failed', message: (thrown as Error).message };
      set({ ...state, phase: { at: 'failed', failure } });
    }
  };

  const watchList = createWatchList((ids) => void api.watch(ids));

  const read = async (id: AggregateId): Promise<void> => {
    const before = state.states[id];
    const found = await api.state(id);
    // A state that came by patch meanwhile is at least as new.
    if (watchList.has(id) && state.states[id] === before)
      set({ ...state, states: { ...state.states, [id]: found } });
  };

  return {
    api,
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onChanged: (listener) => {
      changedListeners.add(listener);
      return () => void changedListeners.delete(listener);
    },
    boot,
    start: async (request) => enter(await api.start(request)),
    join: async (request) => enter(await api.join(request)),
    hold: (id) => {
      const release = watchList.hold(id);
      void read(id);
      return () => {
        release();
        if (watchList.has(id)) return;
        const { [id]: _gone, ...states } = state.states;
        set({ ...state, states });
      };
    },
  };
};
