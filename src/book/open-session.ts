import { createDefinitions } from '../domain/catalogue.ts';
import { openBook, type Book } from '../book.ts';
import { bytesToHex } from '../kernel/bytes.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { createQueue } from '../kernel/queue.ts';
import type { Failure } from '../kernel/result.ts';
import type { Store } from '../kernel/store.ts';
import type { RecordState } from '../domain/record/state.ts';
import type { PersonState } from '../domain/person/state.ts';
import type { BookInfo, BookNews, Notice } from './api.ts';
import { startClaimWatch } from './claim-watch.ts';
import { NO_CHANGE, type BookChange } from './change.ts';
import type { BookPorts } from './engine.ts';
import type { Identity } from './identity.ts';
import { dropNotice, storedNotices, withNotices } from './notices.ts';
import { refusalsToFailure } from './not-taken.ts';
import type { Rebuilt } from './rebuilt.ts';
import type { ServicePorts } from './service-ports.ts';
import { rememberSkew } from './server-clock.ts';
import { skewToFailure } from './skew.ts';
import { startSynced, type Synced } from './synced.ts';
import type { Tables } from './tables.ts';

/** A book open in this window: it tells the page what changes, and syncs while this window leads. */
export interface OpenSession {
  readonly book: Book;
  readonly store: Store<Tables>;
  synced(): Synced | undefined;
  info(): BookInfo;
  watch(ids: readonly AggregateId[]): void;
  dismiss(notice: string): Promise<void>;
  rebuild(): Promise<Rebuilt>;
  close(): void;
}

type Tell = (news: BookNews) => void;

/** A new set for each engine session: the actor of its prose is never used twice. */
export const toMakers = (ports: ServicePorts): Omit<BookPorts, 'store'> => ({
  crypto: ports.crypto,
  clock: ports.clock,
  random: ports.random,
  definitions: createDefinitions({ actor: bytesToHex(ports.random.bytes(16)) }),
});

/** The notice of what the server refuses for a while, and takes later. */
const PASSING = 'refused for now';
const PASSES: ReadonlySet<string> = new Set([
  'disk-full',
  'book-full',
  'book-rate',
  'book-blocked',
  'book-deleted',
]);

export const openSession = async (
  ports: ServicePorts,
  makers: Omit<BookPorts, 'store'>,
  store: Store<Tables>,
  identity: Identity,
  tell: Tell,
): Promise<OpenSession> => {
  const progress = (done: number | null) =>
    tell({ type: 'progress', label: 'Making lists anew from the log', done });
  // What is done at once, as in a book that was just begun, is not worth a bar.
  let isLong = false;
  const onProgress = (done: number): void => {
    isLong ||= done < 1;
    if (isLong) progress(done);
  };
  const book = await openBook({ ...makers, store }, identity, onProgress, (work) =>
    ports.windows.alone(identity.book, work),
  );
  if (isLong) progress(null);
  let watched: ReadonlySet<AggregateId> = new Set();
  let notices = await storedNotices(store);
  let synced: Synced | undefined;
  let closed = false;

  const info = (): BookInfo => toInfo(book);
  const add = (more: readonly Notice[]): void => {
    if (more.length === 0) return;
    notices = withNotices(notices, more);
    tell({ type: 'notices', notices });
  };
  const notice = (id: string, failure: Failure): void => add([{ id, failure }]);
  const withdraw = (id: string): void => {
    if (!notices.some((one) => one.id === id)) return;
    notices = notices.filter((one) => one.id !== id);
    tell({ type: 'notices', notices });
  };
  // One after another: a later patch must not be overtaken by an earlier one that had states to wait for.
  const inOrder = createQueue();
  // A moment later, so that the answer of the command goes first: who waits for that does not wait for lists to be drawn.
  const post = (change: BookChange): Promise<void> =>
    new Promise((resolve) => {
      ports.timers.after(0, () => resolve(inOrder(() => tellPatch(change))));
    });
  const tellPatch = async (change: BookChange): Promise<void> => {
    if (closed) return;
    const states: Record<AggregateId, RecordState | PersonState> = {};
    for (const id of change.changed)
      if (watched.has(id)) states[id] = (await book.aggregate(id)).folded.state as RecordState;
    const { records, people, tasks, activity, conflicts, changed } = change;
    tell({ type: 'patch', patch: { records, people, tasks, activity, conflicts, changed, states } });
  };
  const rebuild = async (): Promise<Rebuilt> => {
    progress(0);
    try {
      return await book.rebuild(progress);
    } finally {
      progress(null);
    }
  };

  let told = { identity: book.identity, membership: book.membership() };
  const tellInfo = (): void => {
    if (told.identity === book.identity && told.membership === book.membership()) return;
    told = { identity: book.identity, membership: book.membership() };
    tell({ type: 'info', info: info() });
  };
  const claims = await startClaimWatch(store, ports.clock, identity.actor, (failure) =>
    notice('claim', failure),
  );
  const unsubscribe = book.subscribe((change) => {
    const { changed, fresh } = change;
    if (change.activity.length > 0) void claims.look(change.activity);
    add(change.notices);
    if (changed.length > 0 || fresh.length > 0 || change.notices.length > 0)
      ports.windows.tell(identity.book, { changed, activity: change.activity });
    if (changed.length > 0) void post(change);
    tellInfo();
  });
  const unhear = ports.windows.hear(identity.book, ({ changed, activity }) => {
    void (async () => {
      await book.refresh();
      const known = new Set(notices.map(({ id }) => id));
      add((await storedNotices(store)).filter(({ id }) => !known.has(id)));
      tellInfo();
      if (changed.length > 0)
        await post({ ...NO_CHANGE, ...(await rowsOf(store, changed)), activity, changed });
      synced?.heard();
      if (book.pending() > 0) await synced?.syncNow();
    })();
  });
  const acknowledged = await rememberedCount(store);
  await claims.look([]);
  tell({ type: 'notices', notices });
  tell({ type: 'status', status: { state: identity.server === '' ? 'here-only' : 'other-window' } });
  const endLead =
    identity.server === ''
      ? () => undefined
      : ports.windows.lead(identity.book, () => {
          synced = startSynced(book, acknowledged, ports, {
            onStatus: (status) => {
              tell({ type: 'status', status });
              // All that was refused for a while has been taken after all.
              if (status.state === 'up-to-date') withdraw(PASSING);
            },
            onRefused: ({ segment, failure }) =>
              notice(PASSES.has(failure.code) ? PASSING : `refused ${segment}`, failure),
            onNotTaken: (refusals) => notice('not-taken', refusalsToFailure(refusals)),
            onFault: (error) =>
              notice('storage', {
                code: 'storage-failed',
                message: `Something could not be stored on this device: ${error instanceof Error ? error.message : String(error)}. It is tried again.`,
              }),
            onSkew: (skew) => {
              claims.skewed(skew);
              // On a full disk an invitation rests on this device's clock alone.
              void rememberSkew(store, skew, ports.clock).catch(() => undefined);
              const failure = skewToFailure(skew);
              if (failure) notice('clock', failure);
            },
            // Only what the pill says before the first connection rests on it: on a full disk it says a little less.
            onAcknowledged: (count) =>
              void store
                .write(['meta'], (tx) => tx.put('meta', [{ key: 'acknowledged', value: count }]))
                .catch(() => undefined),
          });
          return () => {
            synced?.stop();
            synced = undefined;
          };
        });
  return {
    book,
    store,
    synced: () => synced,
    info,
    watch: (ids) => {
      watched = new Set(ids);
    },
    dismiss: async (id) => {
      withdraw(id);
      await dropNotice(store, id);
    },
    rebuild,
    close: () => {
      closed = true;
      endLead();
      unsubscribe();
      unhear();
      book.close();
    },
  };
};

const toInfo = (book: Book): BookInfo => {
  const { identity } = book;
  const { title, members } = book.membership();
  return {
    book: identity.book,
    title,
    device: identity.device,
    actor: identity.actor,
    server: identity.server,
    members: Object.values(members).map(({ device, name, role, continues }) => ({
      device,
      name,
      role,
      ...(continues === undefined ? {} : { continues }),
    })),
  };
};

const rememberedCount = async (store: Store<Tables>): Promise<number> =>
  ((await store.read(['meta'], (tx) => tx.get('meta', 'acknowledged')))?.value as number | undefined) ?? 0;

/** Lists as another window left them. */
const rowsOf = (store: Store<Tables>, ids: readonly AggregateId[]) => {
  const wanted = new Set(ids);
  return store.read(['records', 'people', 'tasks', 'conflicts'], async (tx) => ({
    records: (await tx.many('records', ids)).filter((row) => row !== undefined),
    people: (await tx.many('people', ids)).filter((row) => row !== undefined),
    tasks: (await tx.range('tasks')).filter((row) => wanted.has(row.record)),
    conflicts: (await tx.range('conflicts')).filter((row) => wanted.has(row.aggregate)),
  }));
};
