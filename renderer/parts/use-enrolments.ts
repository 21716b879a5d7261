import { useEffect, useState } from 'react';
import type { EnrolmentInfo } from '../../src/book/enrolments.ts';
import { useBook, useBookStore } from '../store/use-book.ts';

const NONE: readonly EnrolmentInfo[] = [];

/** Whose the devices of the book are; none until it has been read from their records. */
export const useEnrolments = (): readonly EnrolmentInfo[] => {
  const { api } = useBookStore();
  const members = useBook((state) => state.info?.members);
  const [found, setFound] = useState(NONE);
  useEffect(() => {
    if (!members) return undefined;
    let isGone = false;
    // Without them the devices are shown all the same.
    api.enrolments().then(
      (enrolments) => {
        if (!isGone) setFound(enrolments);
      },
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [api, members]);
  return found;
};
