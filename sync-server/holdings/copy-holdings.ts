import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { BookWriting, Store, StoredSegment, StoreFailure } from '../store.ts';
import { pagesOf, type Holdings, type Use } from './holdings.ts';

export type CopyFailure = StoreFailure | Failure<'target-differs'>;

/**
 * Puts into a store all that another holds and it lacks. Each page is one transaction that looks before it writes: ended
 * anywhere and begun again it comes to the same. `passed`: so many segments more are there.
 */
export const copyHoldings = async (
  from: Holdings,
  to: Pick<Store, 'write'>,
  passed: (segments: number) => void = () => undefined,
): Promise<Result<null, CopyFailure>> => {
  for (const book of await from.books()) {
    const keys = await from.keys(book);
    for (const device of await from.devices(book)) {
      // In order of seq what a segment continues is there before it, as heads need it.
      for await (const page of pagesOf(from, book, device)) {
        const key = keys.get(device);
        const rows = page.map((row) => (row.prev === '' && key ? { ...row, key } : row));
        const written = await to.write(book, (tx) => addMissing(tx, rows));
        if (!written.ok) return written;
        passed(page.length);
      }
    }
    const uses = await from.uses(book);
    const written = await to.write(book, (tx) => addUses(tx, uses));
    if (!written.ok) return written;
    if (!written.value)
      return fail(
        'target-differs',
        `In the target an invitation of book ${book} was used by another device.`,
      );
  }
  return ok(null);
};

const addMissing = async (tx: BookWriting, rows: readonly StoredSegment[]): Promise<void> => {
  const names = rows.map(({ device, lastSeq, hash }) => ({ device, seq: lastSeq, hash }));
  const known = new Set((await tx.known(names)).map(({ hash }) => hash));
  const missing = rows.filter(({ hash }) => !known.has(hash));
  if (missing.length > 0) await tx.add(missing);
};

const addUses = async (tx: BookWriting, uses: readonly Use[]): Promise<boolean> => {
  let isSame = true;
  for (const { invitation, device } of uses)
    if ((await tx.useInvitation(invitation, device)) !== device) isSame = false;
  return isSame;
};
