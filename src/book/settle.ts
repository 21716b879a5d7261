import type { CommandId } from '../kernel/ids.ts';
import { fail, type Failure, type Result } from '../kernel/result.ts';
import { settlementToCommand, type Settlement } from '../projections/settlement.ts';
import type { Done } from './api.ts';
import type { OpenSession } from './open-session.ts';

/**
 * Settles a conflict that is in the list. It may have gained a side meanwhile, and that one is not settled: the command
 * names what the person had in front of them (CF1).
 */
export const settle = async (
  { book, store }: Pick<OpenSession, 'book' | 'store'>,
  settlement: Settlement,
  id: CommandId,
): Promise<Result<Done, Failure>> => {
  const row = await store.read(['conflicts'], (tx) => tx.get('conflicts', settlement.conflict));
  if (!row) return fail('not-found', 'This conflict has been settled already. Nothing was changed.');
  return book.execute({ id, ...settlementToCommand(row, settlement) });
};
