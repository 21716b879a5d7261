import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Office } from '../rulings/office.ts';
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
        if (isRuledOut(written)) break;
        if (!written.ok) return written;
        passed(page.length);
      }
    }
    const uses = await from.uses(book);
    const written = await to.write(book, (tx) => addUses(tx, uses));
    if (isRuledOut(written)) continue;
    if (!written.ok) return written;
    if (!written.value)
      return fail(
        'target-differs',
        `In the target an invitation of book ${book} was used by another device.`,
      );
  }
  return ok(null);
};

/** It was copied whole before that was ruled, or the comparison will tell. */
const isRuledOut = (written: Result<unknown, StoreFailure>): boolean =>
  !written.ok && (written.error.code === 'book-blocked' || written.error.code === 'book-deleted');

const addMissing = async (tx: BookWriting, rows: readonly StoredSegment[]): Promise<void> => {
  const names = rows.map(({ device, lastSeq, hash }) => ({ device, seq: lastSeq, hash }));
  const known = new Set((await tx.known(names)).map(({ hash }) => hash));
  const missing = rows.filter(({ hash }) => !known.has(hash));
  if (missing.length > 0) await tx.add(missing);
};

/** What is ruled of the books, once all of them are there. */
export const copyRulings = async (from: Holdings, to: Office): Promise<void> => {
  for (const [book, { standing, maxBytes = null, maxDevices = null }] of await from.rulings())
    await to.rule(book, { standing, maxBytes, maxDevices });
};

const addUses = async (tx: BookWriting, uses: readonly Use[]): Promise<boolean> => {
  let isSame = true;
  for (const { invitation, device } of uses)
    if ((await tx.useInvitation(invitation, device)) !== device) isSame = false;
  return isSame;
};
