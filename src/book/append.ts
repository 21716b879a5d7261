import { aggregateFromAll, hasCommand, withOwnCommand, type Aggregate } from '../aggregates/aggregate.ts';
import { UNSEALED } from '../clock/order.ts';

import type { CommandBase, Decision } from '../domain/decider.ts';
import { claimTime } from '../events/claimed-time.ts';
import type { Event } from '../events/event.ts';
import { draftToLines } from '../events/lines.ts';
import { utf8ToBytes } from '../kernel/bytes.ts';
import type { CommandId } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { MAX_EVENT, MAX_EVENTS, MAX_RAW } from '../log/limits.ts';
import type { PendingRow } from '../log/rows.ts';
import { activityRow } from '../projections/activity.ts';
import { NO_CHANGE } from './change.ts';
import { newsToContext } from './context.ts';
import { writeIfCurrent } from './current.ts';
import { emit, rowToHead, type Engine } from './engine.ts';
import { deciderOf, wholeStream } from './load.ts';
import { disputeNotices, putNotices } from './notices.ts';
import { putActivity } from './activity-pages.ts';
import { AGGREGATE_TABLES, rowsOf, writeAggregate } from './write-aggregates.ts';

/** Records one decided command: pending row, stream, summary rows and tip in one strict transaction. */
export const append = async (
  engine: Engine,
  command: CommandBase,
  before: Aggregate,
  decision: Decision<unknown>,
): Promise<Result<void, Failure> | 'stale'> => {
  if (decision.drafts.length === 0) return ok(undefined);
  // A decision may use up the state it was made from (an Automerge document), so that one is not kept.
  engine.aggregates.delete(command.aggregate);
  const pending = decisionToRow(engine, command, decision);
  if (!pending.ok) return pending;
  const events = rowToEvents(engine, pending.value, command, decision);
  const id = command.aggregate;
  const decider = deciderOf(engine, id);
  // Another meant something else by its id: both count, and finding that takes the whole stream (ON1).
  const after = hasCommand(before, pending.value.command)
    ? aggregateFromAll(decider, id, [...(await wholeStream(engine, before)), ...events], pending.value.depth)
    : withOwnCommand(decider, before, events, decision.next);
  const rows = rowsOf(after);
  const activity = [activityRow(events)];
  const notices = disputeNotices(new Map([[id, before]]), { aggregates: [after], rows });
  const { tip } = engine.cached;
  const { seq, depth } = pending.value;
  const nextTip = {
    seq: seq + events.length - 1,
    depth,
    sealed: tip.sealed,
    news: newsToContext(tip.news).later,
  };
  const write = writeIfCurrent(engine, ['pending', 'activity', ...AGGREGATE_TABLES], nextTip, async (tx) => {
    await tx.put('pending', [pending.value]);
    await writeAggregate(tx, before, after, rows);
    await putActivity(tx, activity, engine.ports.crypto.sha256);
    await putNotices(tx, notices);
  });
  const written = await write.catch((error: unknown) => notStored(error));
  if (typeof written === 'object') return written;
  if (!written) return 'stale';
  engine.aggregates.set(id, after);
  emit(engine, { ...NO_CHANGE, ...rows, activity, changed: [id], pending: true, notices });
  return ok(undefined);
};

/** Depth, context and seq are fixed here (CX1, DE1): news folded since the last command starts a segment. */
const decisionToRow = (
  engine: Engine,
  command: CommandBase,
  { drafts }: Decision<unknown>,
): Result<PendingRow, Failure> => {
  const { ports, identity, cached } = engine;
  const { tip } = cached;
  const about = {
    aggregate: command.aggregate,
    command: command.id as CommandId,
    actor: command.actor ?? identity.actor,
    at: command.at ?? claimTime(ports.clock),
  };
  const lines = drafts.map((draft) => draftToLines(draft, about, ports.random, ports.crypto.sha256));
  const sizes = lines.map(({ envelope, payload }) => utf8ToBytes(`${envelope}\n${payload}\n`).length);
  if (
    sizes.some((size) => size > MAX_EVENT) ||
    sizes.reduce((sum, size) => sum + size, 0) > MAX_RAW ||
    lines.length > MAX_EVENTS
  )
    return fail(
      'too-large',
      'This change is too large to record in one piece. Nothing was recorded; split it.',
    );
  return ok({
    seq: tip.seq + 1,
    depth: 1 + Math.max(tip.depth, ...tip.news.map((head) => head.depth)),
    context: newsToContext(tip.news).now.map(rowToHead),
    aggregate: command.aggregate,
    command: about.command,
    lines: lines.flatMap(({ envelope, payload }) => [envelope, payload]),
    names: lines.map(({ name }) => name),
  });
};

/** A full disk, a closed database: the transaction is undone whole, so the command may be given again. */
const notStored = (error: unknown): Result<never, Failure> => {
  const why = error instanceof Error ? error.message || error.name : String(error);
  return fail(
    'storage-failed',
    `This device could not store the change (${why}). Nothing was recorded; free some space and try again.`,
  );
};

const rowToEvents = (
  engine: Engine,
  row: PendingRow,
  command: CommandBase,
  { drafts }: Decision<unknown>,
): readonly Event[] => {
  const { at, actor } = JSON.parse(row.lines[0]!) as { at: string; actor: string };
  return drafts.map((draft, i) => ({
    ...draft,
    aggregate: command.aggregate,
    command: row.command,
    actor,
    at,
    name: row.names[i]!,
    place: { depth: row.depth, device: engine.identity.device, segment: UNSEALED, seq: row.seq + i },
  }));
};
