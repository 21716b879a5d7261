import type { Aggregate } from '../aggregates/aggregate.ts';
import type { AnyDecider } from '../aggregates/fold.ts';
import { definitionOf, type Definitions } from '../domain/catalogue.ts';
import type { CommandBase, Decision } from '../domain/decider.ts';
import type { Draft } from '../events/event.ts';
import type { AggregateId, CommandId } from '../kernel/ids.ts';
import { fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { decided, withOver } from './decided.ts';
import { parseCommand } from './parse.ts';

/** What a dispatcher needs of the book. */
export interface CommandPort {
  readonly definitions: Definitions;
  /** The newest state known here. */
  load(id: AggregateId): Promise<Aggregate>;
  /** Was the command recorded before (ON1)? */
  isRepeated(command: CommandBase, aggregate: Aggregate): Promise<boolean>;
  /** For commands whose decision rests on the names an aggregate has (sign-offs). */
  withCover(command: CommandBase, aggregate: Aggregate): Promise<CommandBase>;
  /**
   * Records the decision durably, in one transaction with the rows that follow from it. `stale`: something else was
   * recorded since the aggregate was loaded, and nothing was written.
   */
  append(
    command: CommandBase,
    aggregate: Aggregate,
    decision: Decision<unknown>,
  ): Promise<Result<void, Failure> | 'stale'>;
}

/** What took effect, or had before (ON1). */
export interface Dispatched {
  readonly aggregate: AggregateId;
  readonly command: CommandId;
  readonly repeated: boolean;
  /** What was recorded now; nothing where it was repeated. */
  readonly drafts: readonly Draft[];
}

const RETRIES = 3;

/**
 * One command, from untrusted input to a durable record. A stale one is decided again over the same values (CF1). That
 * another window has changed other aggregates is no reason to give up: only changes of this one are counted.
 */
export const dispatch = async (input: unknown, port: CommandPort): Promise<Result<Dispatched, Failure>> => {
  const parsed = parseCommand(input, port.definitions);
  if (!parsed.ok) return parsed;
  const id = parsed.value.aggregate;
  const decider = definitionOf(port.definitions, id)!.decider as AnyDecider;
  let command = parsed.value;
  let before: Aggregate | undefined;
  for (let changes = 0; changes < RETRIES;) {
    const aggregate = await port.load(id);
    const done = { aggregate: id, command: command.id as CommandId };
    if (await port.isRepeated(command, aggregate)) return ok({ ...done, repeated: true, drafts: [] });
    const { state } = aggregate.folded;
    // Fixed at the first attempt: a retry must not replace a value that nobody has seen.
    if (!before) command = withOver(decider, command, state);
    const decision = decided(decider, await port.withCover(command, aggregate), state);
    if (!decision.ok) return decision;
    const appended = await port.append(command, aggregate, decision.value);
    if (appended !== 'stale')
      return appended.ok ? ok({ ...done, repeated: false, drafts: decision.value.drafts }) : appended;
    if (before && eventsIn(before) !== eventsIn(aggregate)) changes++;
    before = aggregate;
  }
  return fail(
    'stale',
    `${id} was changed by another window ${RETRIES + 1} times in a row. Nothing was recorded; try again.`,
  );
};

/** Grows with each event; sealing does not change it. */
const eventsIn = ({ row, snapshot }: Aggregate): number => row.tail.length + (snapshot?.commands.length ?? 0);
