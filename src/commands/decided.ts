import type { AnyDecider } from '../aggregates/fold.ts';
import type { CommandBase, DecideFailure, Decision } from '../domain/decider.ts';
import type { Result } from '../kernel/result.ts';
import { ok } from '../kernel/result.ts';

/** The command with what it replaces, where it was given without (CF1). */
export const withOver = (decider: AnyDecider, command: CommandBase, state: unknown): CommandBase =>
  (decider.withOver?.(command as never, state) as CommandBase | undefined) ?? command;

/** What a command comes to in a state. Its reason and cause are recorded with each of its events. */
export const decided = (
  decider: AnyDecider,
  command: CommandBase,
  state: unknown,
): Result<Decision<unknown>, DecideFailure> => {
  const decision = decider.decide(command as never, state);
  return decision.ok ? ok(withReason(command, decision.value)) : decision;
};

const withReason = ({ reason, cause }: CommandBase, decision: Decision<unknown>): Decision<unknown> => {
  if (reason === undefined && cause === undefined) return decision;
  const said = { ...(reason === undefined ? {} : { reason }), ...cause };
  const drafts = decision.drafts.map((draft) => ({ ...draft, payload: { ...draft.payload, ...said } }));
  return { ...decision, drafts };
};
