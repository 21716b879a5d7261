import * as Automerge from '@automerge/automerge';
import { createLru, type Lru } from '../../kernel/lru.ts';
import { joinClocks, NO_CLOCK, withReached, type Clock } from './clock.ts';
import { bytesOf, FIRST_CHANGE, type Document } from './document.ts';

/** What a document knows of one of its changes. */
export interface Meta {
  readonly hash: string;
  readonly actor: string;
  readonly seq: number;
  /** Counter of its last operation. */
  readonly maxOp: number;
  readonly deps: readonly string[];
}

/**
 * Clocks by change. A change's hash stands for all that it follows too, so its clock is the same in every document.
 * Enough of them that people who write at once find those of one another's last changes.
 */
export type Clocks = Pick<Lru<string, Clock>, 'get' | 'set'>;

export const createClocks = (): Clocks => {
  const clocks = createLru<string, Clock>(4096);
  for (const [hash, clock] of FIRST_CLOCK) clocks.set(hash, clock);
  return clocks;
};

/** A document's changes, together with those that are about to be added to it. */
export interface Past {
  meta(hash: string): Meta | undefined;
  /**
   * The clock of what a change with these `deps` follows. Undefined where that is all there is and nobody has needed
   * its clock: the usual case, in which it is not worth knowing, unless it `isNeeded`.
   */
  clock(deps: readonly string[], isNeeded?: boolean): Clock | undefined;
  add(meta: Meta): void;
  /** Those that were added last are given up. */
  takeBack(metas: readonly Meta[]): void;
}

const holdsAll = (deps: readonly string[], heads: ReadonlySet<string>): boolean =>
  deps.length >= heads.size && deps.filter((hash) => heads.has(hash)).length === heads.size;

export const documentToPast = (doc: Document, clocks: Clocks): Past => {
  const added = new Map<string, Meta>();
  let heads: ReadonlySet<string> = new Set(Automerge.getHeads(doc));
  const metaOf = (hash: string): Meta | undefined =>
    added.get(hash) ?? Automerge.getBackend(doc).getChangeMetaByHash(hash) ?? undefined;
  const clockOf = (hash: string): Clock => {
    const clock =
      clocks.get(hash) ?? walk(hash, [...Automerge.getChangesMetaSince(doc, []), ...added.values()]);
    clocks.set(hash, clock);
    return clock;
  };
  return {
    meta: metaOf,
    clock: (deps, isNeeded) => {
      const isKnown = deps.every((hash) => clocks.get(hash));
      return isKnown || isNeeded || !holdsAll(deps, heads) ? joinClocks(deps.map(clockOf)) : undefined;
    },
    add: (meta) => {
      added.set(meta.hash, meta);
      heads = new Set([...heads].filter((hash) => !meta.deps.includes(hash))).add(meta.hash);
      noteClock(clocks, meta);
    },
    takeBack: (metas) => {
      for (const { hash } of metas) added.delete(hash);
      const followed = new Set([...added.values()].flatMap(({ deps }) => deps));
      heads = new Set([...Automerge.getHeads(doc), ...added.keys()].filter((hash) => !followed.has(hash)));
    },
  };
};

/** Keeps the clock of a new change, where those of what it follows are kept. */
export const noteClock = (clocks: Clocks, meta: Meta): void => {
  const followed = meta.deps.map((hash) => clocks.get(hash));
  if (followed.every((clock) => clock !== undefined))
    clocks.set(meta.hash, withMetas(joinClocks(followed), [meta]));
};

const withMetas = (clock: Clock, metas: readonly Meta[]): Clock =>
  withReached(
    clock,
    metas.map(({ actor, seq, maxOp }) => [actor, { seq, op: maxOp }] as const),
  );

const first = Automerge.decodeChange(bytesOf(FIRST_CHANGE));

/** Where every body begins: whatever is made from nothing has its clocks from there on. */
export const FIRST_CLOCK: readonly (readonly [string, Clock])[] = [
  [first.hash, withReached(NO_CLOCK, [[first.actor, { seq: first.seq, op: first.startOp }]])],
];

/** By looking at everything behind it: dear, in a long document. */
const walk = (hash: string, metas: readonly Meta[]): Clock => {
  const byHash = new Map(metas.map((meta) => [meta.hash, meta]));
  const behind = new Map<string, Meta>();
  const todo = [hash];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    const meta = byHash.get(one);
    if (!meta || behind.has(one)) continue;
    behind.set(one, meta);
    todo.push(...meta.deps);
  }
  return withMetas(NO_CLOCK, [...behind.values()]);
};
