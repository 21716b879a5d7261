import { useEffect, useState } from 'react';
import type { SideView } from '../../../src/projections/conflict-sides.ts';
import type { ConflictRow } from '../../../src/projections/conflict.ts';
import { useBookStore } from '../../store/use-book.ts';

/** What each side had in front of it; undefined until it has been worked out from the log. */
export const useSides = (row: ConflictRow): readonly SideView[] | undefined => {
  const { api } = useBookStore();
  const [views, setViews] = useState<readonly SideView[]>();
  useEffect(() => {
    let isGone = false;
    const show = (found: readonly SideView[]): void => {
      if (!isGone) setViews(found);
    };
    // Without it the sides can be chosen all the same. A row that has changed may have gained one.
    api.conflictSides(row.id).then(show, () => show([]));
    return () => {
      isGone = true;
    };
  }, [api, row]);
  return views;
};
