import { StateSpent } from '../aggregates/fold.ts';
import type { Reading, Writing } from '../kernel/store.ts';
import { NOBODY, type Membership } from '../log/membership.ts';
import { EMPTY_TIP, type Tip } from '../log/rows.ts';
import { versionsOf, type Engine } from './engine.ts';
import type { Identity } from './identity.ts';
import { expectStandingRows } from './standing-rows.ts';
import type { TableName, Tables } from './tables.ts';
import { isSameApp, type Versions } from './versions.ts';

/** Reads again what is cached; what aggregates were known may be old too. */
export const refresh = async (engine: Engine): Promise<void> => {
  const rows = await engine.ports.store.read(['meta', 'heads', 'waiting'], async (tx) => ({
    tip: await tx.get('meta', 'tip'),
    membership: await tx.get('meta', 'membership'),
    heads: await tx.range('heads'),
    rebuilding: await tx.get('meta', 'rebuilding'),
    identity: await tx.get('meta', 'identity'),
    copied: await tx.get('meta', 'copied'),
    versions: await tx.get('meta', 'versions'),
    waiting: await tx.range('waiting'),
  }));
  engine.cached.tip = (rows.tip?.value as Tip | undefined) ?? EMPTY_TIP;
  engine.cached.membership = (rows.membership?.value as Membership | undefined) ?? NOBODY;
  engine.cached.isRebuilding = rows.rebuilding !== undefined;
  engine.cached.isCopied = rows.copied !== undefined;
  engine.cached.identity = (rows.identity?.value as Identity | undefined) ?? engine.cached.identity;
  engine.cached.isOther =
    engine.cached.isUpToDate && !isSameApp(rows.versions?.value as Versions, versionsOf(engine));
  engine.cached.heads = rows.heads;
  engine.cached.waiting = new Map(rows.waiting.map((row) => [row.hash, row]));
  engine.aggregates.clear();
};

export const OTHER_VERSION =
  'Another window runs another version of the app, and has made the lists anew. Reload this window.';

/**
 * Writes if no other window has written since the cache was read; else, or where a fold in `body` has to be made in
 * another way, answers false, with the cache made new. The tip is part of every writing transaction, so IndexedDB
 * serialises them all.
 */
export const writeIfCurrent = async (
  engine: Engine,
  tables: readonly TableName[],
  tip: Omit<Tip, 'version'>,
  body: (tx: Writing<Tables>) => Promise<void>,
): Promise<boolean> => {
  if (engine.cached.isOther) throw new Error(OTHER_VERSION);
  expectStandingRows(engine.cached);
  const { version } = engine.cached.tip;
  const next: Tip = { ...tip, version: version + 1 };
  const write = engine.ports.store.write([...new Set<TableName>(['meta', ...tables])], async (tx) => {
    if ((await storedVersion(tx)) !== version) return false;
    await tx.put('meta', [{ key: 'tip', value: next }]);
    await body(tx);
    return true;
  });
  const written = await write.catch((error: unknown) => {
    engine.aggregates.clear(); // A fold that was not stored may have used up the states before it (Automerge).
    if (error instanceof StateSpent) return false; // It is folded another way next time.
    throw error;
  });
  if (written) engine.cached.tip = next;
  else await refresh(engine);
  return written;
};

/** Reads again what is cached where another window has written: for work that rests on the newest of the own log. */
export const catchUp = async (engine: Engine): Promise<void> => {
  const version = await engine.ports.store.read(['meta'], storedVersion);
  if (version !== engine.cached.tip.version) await refresh(engine);
};

const storedVersion = async (tx: Reading<Tables>): Promise<number> =>
  ((await tx.get('meta', 'tip'))?.value as Tip | undefined)?.version ?? 0;
