import { bytesToHex } from '../kernel/bytes.ts';
import type { AggregateId, BookId, CommandId } from '../kernel/ids.ts';
import { createQueue } from '../kernel/queue.ts';
import { assert, fail, ok, type Failure, type Result } from '../kernel/result.ts';
import type { PersonState } from '../domain/person/state.ts';
import type { RecordState } from '../domain/record/state.ts';
import { newestActivity } from './activity-pages.ts';
import type { BookApi, BookInfo, BookNews, JoinBook, StartBook } from './api.ts';
import { bodySince, editBody, viewBody } from './body-edits.ts';
import type { Identity } from './identity.ts';
import { foundBook, storeFounded } from './found.ts';
import { invite } from './invite.ts';
import { isJoined, joinBook, linkToTicket, storeJoined } from './invitation.ts';
import { openSession, toMakers, type OpenSession } from './open-session.ts';
import { listBooks, registerBook } from './registry.ts';
import { parseJoin, parseStart } from './requests.ts';
import type { ServicePorts } from './service-ports.ts';
import { settle } from './settle.ts';

export interface BookService {
  readonly api: BookApi;
  /** What the page is told unasked. The returned function ends it. */
  subscribe(listener: (news: BookNews) => void): () => void;
  close(): void;
}

/** The engine as the page sees it: one book open at a time. */
export const createBookService = (ports: ServicePorts): BookService => {
  const listeners = new Set<(news: BookNews) => void>();
  let session: OpenSession | undefined;
  // Two that are asked for at once must not leave one open that nobody can close.
  const inTurn = createQueue();

  const tell = (news: BookNews): void => listeners.forEach((listener) => listener(news));
  const opened = (): OpenSession => {
    assert(session, 'a book is open before it is asked about');
    return session;
  };
  const openStore = (book: BookId) =>
    ports.openStore(book, () => {
      // Else its client would go on to say how well it is in touch.
      if (session?.book.identity.book === book) session.close();
      tell({ type: 'status', status: { state: 'stopped', failure: CLOSED } });
    });
  const open = async (book: BookId): Promise<Result<BookInfo, Failure>> => {
    session?.close();
    session = undefined;
    const store = await openStore(book);
    const row = await store.read(['meta'], (tx) => tx.get('meta', 'identity'));
    if (!row)
      return fail('book-missing', 'This book is not on this device any more. Join it again with a link.');
    session = await openSession(ports, toMakers(ports), store, row.value as Identity, tell);
    const info = session.info();
    tell({ type: 'info', info });
    return ok(info);
  };

  const start = async (request: StartBook): Promise<Result<BookInfo, Failure>> => {
    const asked = parseStart(request);
    if (!asked.ok) return asked;
    const { title, person, device, server } = asked.value;
    const makers = toMakers(ports);
    const founded = await foundBook(makers, { title, actor: person, name: device, server });
    const { book } = founded.identity;
    const store = await openStore(book);
    await storeFounded(store, founded, makers);
    store.close();
    await registerBook(ports.registry, { book, title });
    return open(book);
  };
  const join = async (request: JoinBook): Promise<Result<BookInfo, Failure>> => {
    const asked = parseJoin(request);
    if (!asked.ok) return asked;
    const { link, person, device } = asked.value;
    const ticket = linkToTicket(link);
    if (!ticket.ok) return ticket;
    const book = ticket.value.book as BookId;
    const store = await openStore(book);
    try {
      if (await isJoined(store))
        return fail('already-joined', 'This device is in that book already. Nothing was changed.');
      const joined = await joinBook(toMakers(ports), ticket.value, { actor: person, name: device });
      await storeJoined(store, joined, ticket.value);
    } finally {
      store.close();
    }
    await registerBook(ports.registry, { book, title: ticket.value.title });
    return open(book);
  };

  const api: BookApi = {
    books: () => listBooks(ports.registry),
    start: (request) => inTurn(() => start(request)),
    join: (request) => inTurn(() => join(request)),
    open: (book) => inTurn(() => open(book)),
    execute: (command) => opened().book.execute(command),
    records: () => opened().store.read(['records'], (tx) => tx.range('records')),
    people: () => opened().store.read(['people'], (tx) => tx.range('people')),
    tasks: () => opened().store.read(['tasks'], (tx) => tx.range('tasks')),
    conflicts: () => opened().store.read(['conflicts'], (tx) => tx.range('conflicts')),
    conflictSides: async (conflict) => {
      const { book, store } = opened();
      const row = await store.read(['conflicts'], (tx) => tx.get('conflicts', conflict));
      return row ? book.history.sides(row) : [];
    },
    settle: (settlement) => settle(opened(), settlement, bytesToHex(ports.random.bytes(16)) as CommandId),
    activity: (limit) => opened().store.read(['activity'], (tx) => newestActivity(tx, limit)),
    state: async (id) => (await opened().book.aggregate(id)).folded.state as RecordState | PersonState,
    watch: async (ids) => opened().watch(ids),
    body: (id) => viewBody(opened().book, id),
    editBody: (id, heads, splices) =>
      editBody(opened().book, id, heads, splices, bytesToHex(ports.random.bytes(16)) as CommandId),
    bodySince: async (id: AggregateId, heads) => {
      const delta = await bodySince(opened().book, id, heads);
      assert(delta.ok, 'a page asks from heads that it was given');
      return delta.value;
    },
    history: (ids) => opened().book.history.steps(ids),
    stateAt: async (id, cut) =>
      (await opened().book.history.stateAt(id, cut)) as Result<RecordState | PersonState, Failure>,
    textAt: (id, cut) => opened().book.history.textAt(id, cut),
    bookAt: async (cut) => {
      const progress = (done: number | null) =>
        tell({ type: 'progress', label: 'Looking back through the log', done });
      try {
        return await opened().book.history.bookAt(cut, progress);
      } finally {
        progress(null);
      }
    },
    knownBy: (device, instant) => opened().book.history.knownBy(device, instant),
    restore: (request) => opened().book.history.restore(request),
    undo: (way, passing) => opened().book.history.undo(way, passing),
    invite: async (role) => invite(opened().book, role),
    enrolments: () => opened().book.enrolments(),
    syncNow: async () => opened().synced()?.syncNow(),
    wake: async () => session?.synced()?.wake(),
    cut: async () => session?.synced()?.cut(),
    quarantine: () => opened().store.read(['quarantine'], (tx) => tx.range('quarantine')),
    rebuild: () => opened().rebuild(),
    dismiss: async (notice) => opened().dismiss(notice),
  };
  return {
    api,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => session?.close(),
  };
};

const CLOSED: Failure = {
  code: 'database-closed',
  message:
    'The database was closed: another window runs a newer version, or it was deleted. Reload this window.',
};
