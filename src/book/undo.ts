import type { Aggregate } from '../aggregates/aggregate.ts';
import { foldAll, type AnyDecider } from '../aggregates/fold.ts';
import type { Event } from '../events/event.ts';
import type { PartTraits } from '../domain/parts.ts';
import { eventsInside, foldFromSnapshot, type Extent } from '../history/at-cut.ts';
import { compensate, type Refusal } from '../history/compensate.ts';
import { pastOf, type Past } from '../history/past.ts';
import { nextToRedo, nextToUndo, type OwnCommand } from '../history/undo-line.ts';
import { aggregateType, type CommandId } from '../kernel/ids.ts';
import { assert, err, type Failure, type Result } from '../kernel/result.ts';
import { commandToStep, type HistoryStep } from '../projections/history.ts';
import { bytesToHex } from '../kernel/bytes.ts';
import { catchUp } from './current.ts';
import type { Engine } from './engine.ts';
import { execute } from './execute.ts';
import { deciderOf, loadAggregate } from './load.ts';
import { logGraph } from './log-graph.ts';
import { isSnapshotInside, streamOf } from './look-back.ts';
import { ownCommands, ownEvents } from './own-commands.ts';
import { proseBack } from './prose-back.ts';
import { refusalToFailure } from './refusal-words.ts';

/** What came of undoing or redoing: of which command, as a step of its aggregate's history. */
export type Undone =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'done'; readonly step: HistoryStep }
  | { readonly kind: 'refused'; readonly step: HistoryStep; readonly failure: Failure };

export type UndoWay = 'undo' | 'redo';

/**
 * Takes back the last own command, or the last such taking back, by one more command that writes what stood before
 * (HI3). `passing`: commands that were refused, and that the person goes past.
 */
export const undo = (engine: Engine, way: UndoWay, passing: readonly CommandId[]): Promise<Undone> =>
  engine.exclusive(async () => {
    await catchUp(engine);
    const next = way === 'undo' ? nextToUndo : nextToRedo;
    const target = await next(ownCommands(engine), new Set(passing));
    if (!target) return { kind: 'nothing' };
    const { aggregate: id, command } = target[0]!;
    const decider = deciderOf(engine, id);
    const step = commandToStep(target, decider.parts?.written ?? (() => []), undefined);
    const refused = (failure: Failure): Undone => ({ kind: 'refused', step, failure });
    const isOwn = await ownEvents(engine);
    const request = await takenBack(engine, target, isOwn);
    if (!request.ok) return refused(await refusalToFailure(engine, target, request.error, isOwn));
    const cause = way === 'undo' ? { undoes: command } : { redoes: command };
    const commandId = bytesToHex(engine.ports.random.bytes(16));
    const done = await execute(engine, { id: commandId, aggregate: id, ...request.value, cause });
    return done.ok ? { kind: 'done', step } : refused(done.error);
  });

/** The command that takes it back, but for its id and cause. */
const takenBack = async (
  engine: Engine,
  target: OwnCommand,
  isOwn: (event: Event) => boolean,
): Promise<Result<object, Refusal>> => {
  const { aggregate: id, place } = target.at(-1)!;
  const aggregate = await loadAggregate(engine, id);
  const past = await pastOf([place], logGraph(engine));
  assert(past, 'an own command is stored here');
  if (aggregateType(id) === 'body')
    return proseBack(
      aggregate,
      target,
      async () => eventsSince(await streamOf(engine, aggregate), past),
      isOwn,
    );
  const decider = deciderOf(engine, id);
  const traits = decider.parts as PartTraits<unknown> | undefined;
  assert(traits, 'what is no prose has parts');
  const { before, after, since } = await aroundCommand(engine, aggregate, target, past);
  const back = compensate(traits, {
    events: target,
    before: decider.exists(before as never) ? before : undefined,
    after,
    now: aggregate.folded.state,
    since,
    isOwn,
  });
  return back.ok ? { ok: true, value: { type: traits.command, parts: back.value } } : err(back.error);
};

const eventsSince = (events: readonly Event[], past: Past): readonly Event[] =>
  events.filter((event) => !past.includes(event.place));

/** The state before and after a command, and what it had not seen: from the rows where these reach so far. */
const aroundCommand = async (engine: Engine, aggregate: Aggregate, target: OwnCommand, past: Past) => {
  const decider: AnyDecider = deciderOf(engine, aggregate.row.aggregate);
  const names = new Set(target.map((event) => event.name));
  const isTarget = (event: Event) => names.has(event.name);
  const extent: Extent = { kind: 'past', past };
  const { tail } = aggregate.row;
  if (tail.some(isTarget) && (await isSnapshotInside(engine, aggregate, extent))) {
    const inside = eventsInside(tail, extent);
    const before = foldFromSnapshot(
      decider,
      aggregate,
      inside.filter((event) => !isTarget(event)),
    );
    const after = foldFromSnapshot(decider, aggregate, inside);
    if (before && after) return { before: before.state, after: after.state, since: eventsSince(tail, past) };
  }
  const events = await streamOf(engine, aggregate);
  const inside = eventsInside(events, extent);
  return {
    before: foldAll(
      decider,
      inside.filter((event) => !isTarget(event)),
    ).folded.state,
    after: foldAll(decider, inside).folded.state,
    since: eventsSince(events, past),
  };
};
