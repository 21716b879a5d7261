import type { Aggregate } from '../aggregates/aggregate.ts';
import {
  bodyHeads,
  bodyText,
  bodyTextAt,
  changesToHeads,
  changesToHeadsBefore,
  hasHeads,
  splicesBetween,
  type BodyState,
} from '../domain/body/state.ts';
import type { Event } from '../events/event.ts';
import type { Refusal } from '../history/compensate.ts';
import type { OwnCommand } from '../history/undo-line.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/**
 * The edit of prose that takes back an own burst. Where the text stands as the burst left it, it becomes what it was. Where
 * others have written since, only what the burst did is taken out of theirs, which Automerge does without losing a letter;
 * but not where own writing came on top, that may have put back by other letters what the burst took away.
 */
export const proseBack = async (
  { folded }: Aggregate,
  target: OwnCommand,
  since: () => Promise<readonly Event[]>,
  isOwn: (event: Event) => boolean,
): Promise<Result<object, Refusal>> => {
  const state = folded.state as BodyState;
  const changes = target.flatMap((event) => event.payload['changes'] as readonly string[]);
  const [after, before] = [changesToHeads(changes), changesToHeadsBefore(changes)];
  // A change that no device applies (a second one under its actor's number) has done nothing.
  if (!hasHeads(state, after) || !hasHeads(state, before)) return err({ why: 'no-change' });
  const isUntouched = bodyText(state) === bodyTextAt(state, after);
  const own = isUntouched ? undefined : (await since()).findLast(isOwn);
  if (own) return err({ why: 'changed-since', part: 'text', by: own });
  const heads = isUntouched ? bodyHeads(state) : after;
  const splices = splicesBetween(state, heads, before);
  return splices.length === 0 ? err({ why: 'no-change' }) : ok({ type: 'body.edit', heads, splices });
};
