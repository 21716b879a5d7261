import { storedToStream, streamToStored } from '../aggregates/rows.ts';
import { sealStream, type SealedRun } from '../aggregates/sealed-places.ts';
import { MAX_EVENTS } from '../log/limits.ts';
import type { AsideRow, HeadRow, PackRow, PendingRow, Tip } from '../log/rows.ts';
import { sealSegment, type Sealed } from '../log/seal.ts';
import type { Aggregate } from '../aggregates/aggregate.ts';
import type { AggregateId, EpochId } from '../kernel/ids.ts';
import type { Outgoing } from '../sync/log-port.ts';
import { NO_CHANGE } from './change.ts';
import { refresh, writeIfCurrent } from './current.ts';
import { emit, epochKey, type Engine } from './engine.ts';
import { loadAggregates } from './load.ts';
import { isForked, refoldSealed } from './refold.ts';
import { AGGREGATE_TABLES, joinRows, rowsOf, writeAggregate } from './write-aggregates.ts';

/** Commands that make a seal due even without a network (design, section 5). */
export const SEAL_AT = 1000;
/**
 * Bytes of lines, counted as three for each character: packed, 32 kbit/s carry them in three minutes at most. Who is sent
 * a segment sees nothing of it before all is there, and bears four minutes of silence.
 */
const SEAL_BYTES = 2 * 1024 * 1024;

/**
 * Seals what is pending, segment by segment, each committed before it is told of: a lost seal would look like a fork.
 */
export const sealPending = async (engine: Engine): Promise<void> => {
  while (await engine.exclusive(() => sealOne(engine)));
};

/** One segment of what is pending; false when there is nothing that could be sealed. Runs within `exclusive`. */
export const sealOne = async (engine: Engine): Promise<boolean> => {
  const { store, crypto, random } = engine.ports;
  const { identity, cached } = engine;
  const waiting = await store.read(['pending'], (tx) => tx.range('pending', { limit: MAX_EVENTS }));
  const rows = firstRun(waiting);
  const [first] = rows;
  if (!first) {
    // Another window has sealed what this one still takes to be pending.
    if (cached.tip.seq !== (cached.tip.sealed?.seq ?? 0)) await refresh(engine);
    return false;
  }
  const { sealed: before } = cached.tip;
  const epoch = currentEpoch(engine);
  const key = epochKey(engine, epoch);
  if (!key) return false; // ME4: without the epoch's key commands stay pending.
  const input = {
    kind: 'events',
    book: identity.book,
    device: identity.device,
    seq: first.seq,
    commands: rows.length,
    depth: first.depth,
    context: first.context,
    prev: before?.hash ?? '',
    lines: rows.flatMap((row) => row.lines),
    names: rows.flatMap((row) => row.names),
    epoch,
    key,
  } as const;
  const sealed = await sealSegment(input, identity.signing, crypto, random);
  const lastSeq = first.seq + input.names.length - 1;
  await commitSeal(engine, rows, sealed, { hash: sealed.hash, firstSeq: first.seq, lastSeq });
  return true;
};

/** Is the key here that seals now (ME4)? */
export const canSeal = (engine: Engine): boolean => epochKey(engine, currentEpoch(engine)) !== undefined;

/** Rows of one context: one that brings entries of its own starts the next segment (CX1). */
const firstRun = (rows: readonly PendingRow[]): readonly PendingRow[] => {
  let [events, bytes] = [0, 0];
  const end = rows.findIndex((row, i) => {
    events += row.names.length;
    bytes += row.lines.reduce((sum, line) => sum + 3 * line.length + 1, 0);
    return i > 0 && (row.context.length > 0 || events > MAX_EVENTS || bytes > SEAL_BYTES || i >= SEAL_AT);
  });
  return end === -1 ? rows : rows.slice(0, end);
};

const commitSeal = async (
  engine: Engine,
  rows: readonly PendingRow[],
  sealed: Sealed,
  run: SealedRun,
): Promise<void> => {
  const first = rows[0]!;
  const { tip } = engine.cached;
  const depth = first.depth + rows.length - 1;
  const pack = ownPack(engine, sealed, { first, run, depth });
  const head: HeadRow = { device: engine.identity.device, seq: run.lastSeq, hash: run.hash, depth, seen: 1 };
  const ids = [...new Set(rows.map((row) => row.aggregate))];
  const nextTip: Omit<Tip, 'version'> = { ...tip, sealed: head };
  const before = isForked(engine) ? await loadAggregates(engine, ids) : new Map<AggregateId, Aggregate>();
  const refolded = await refoldSealed(engine, before, run);
  const refoldedRows = new Map([...refolded].map(([id, aggregate]) => [id, rowsOf(aggregate)]));
  const written = await writeIfCurrent(
    engine,
    ['pending', 'segments', 'heads', 'aside', ...AGGREGATE_TABLES],
    nextTip,
    async (tx) => {
      await tx.put('segments', [pack]);
      await tx.put('aside', asideOf(rows, sealed));
      await tx.delete(
        'pending',
        rows.map((row) => row.seq),
      );
      if (tip.sealed) await tx.delete('heads', [tip.sealed.hash]);
      await tx.put('heads', [head]);
      const streams = await tx.many('streams', ids);
      await tx.put(
        'streams',
        streams.flatMap((row) => (row ? [streamToStored(sealStream(storedToStream(row), run))] : [])),
      );
      for (const [id, aggregate] of refolded)
        await writeAggregate(tx, before.get(id), aggregate, refoldedRows.get(id)!);
    },
  );
  if (!written) return; // Another window was quicker; what is still pending is found again.
  engine.infos.set(run.hash, pack.entries[0]!);
  engine.cached.heads = [...engine.cached.heads.filter((one) => one.hash !== tip.sealed?.hash), head];
  for (const id of ids) {
    const aggregate = engine.aggregates.get(id);
    if (refolded.has(id)) engine.aggregates.set(id, refolded.get(id)!);
    else if (aggregate) engine.aggregates.set(id, { ...aggregate, row: sealStream(aggregate.row, run) });
  }
  const outgoing: Outgoing = {
    head: { device: head.device, seq: head.seq, hash: head.hash },
    prev: tip.sealed?.hash ?? '',
    bytes: sealed.bytes,
  };
  emit(engine, {
    ...NO_CHANGE,
    ...joinRows([...refoldedRows.values()]),
    changed: [...refolded.keys()],
    fresh: [outgoing],
  });
};

/** Commands of a newer version are aside in the segment as they were among the pending (AS1). */
const asideOf = (rows: readonly PendingRow[], { hash, bytes }: Sealed): readonly AsideRow[] => {
  const seqs = rows.flatMap((row) => (row.aside ? row.names.map((_, i) => row.seq + i) : []));
  return seqs.length > 0 ? [{ hash, seqs, why: 'newer-version', size: bytes.length }] : [];
};

interface OwnSegment {
  readonly first: Pick<PendingRow, 'seq' | 'depth'>;
  readonly run: SealedRun;
  /** Of the last command. */
  readonly depth: number;
}

/** A pack of one own segment. */
export const ownPack = (
  engine: Engine,
  { bytes, hash }: Sealed,
  { first, run, depth }: OwnSegment,
): PackRow => {
  const { device } = engine.identity;
  const prev = engine.cached.tip.sealed?.hash ?? '';
  const place = { firstSeq: run.firstSeq, lastSeq: run.lastSeq, firstDepth: first.depth, lastDepth: depth };
  return {
    device,
    firstSeq: run.firstSeq,
    hash,
    hashes: [hash],
    bytes,
    entries: [{ hash, device, prev, ...place, at: 0, length: bytes.length, isVerified: true }],
  };
};

/** The epoch whose key seals now: the book's first; rotations come with a later version (ME4). */
const currentEpoch = ({ identity }: Engine): EpochId => identity.book as EpochId;
