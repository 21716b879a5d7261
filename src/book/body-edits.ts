import type { Book } from '../book.ts';
import { bodyDelta, bodyHeads, bodyText, changesToHeads, type BodyState } from '../domain/body/state.ts';
import type { CommandId } from '../kernel/ids.ts';
import type { AggregateId } from '../kernel/ids.ts';
import { ok, type Failure, type Result } from '../kernel/result.ts';
import type { BodyDelta, BodyView, Splice } from './api.ts';

const stateOf = async (book: Book, id: AggregateId): Promise<BodyState> =>
  (await book.aggregate(id)).folded.state as BodyState;

export const viewBody = async (book: Book, id: AggregateId): Promise<BodyView> => {
  const state = await stateOf(book, id);
  return { text: bodyText(state), heads: bodyHeads(state) };
};

/**
 * Records splices made at `heads` and answers what has happened beside them, to be applied on top: the page then
 * stands where the engine stands.
 */
export const editBody = async (
  book: Book,
  id: AggregateId,
  heads: readonly string[],
  splices: readonly Splice[],
  command: CommandId,
): Promise<Result<BodyDelta, Failure>> => {
  const done = await book.execute({ id: command, type: 'body.edit', aggregate: id, heads, splices });
  if (!done.ok) return done;
  const changes = done.value.drafts.flatMap((draft) => draft.payload['changes'] as readonly string[]);
  return bodySince(book, id, changes.length > 0 ? changesToHeads(changes) : heads);
};

export const bodySince = async (
  book: Book,
  id: AggregateId,
  heads: readonly string[],
): Promise<Result<BodyDelta, Failure>> => {
  const delta = bodyDelta(await stateOf(book, id), heads);
  return delta.ok ? ok(delta.value) : delta;
};
