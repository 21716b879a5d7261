import type { BookId } from '../../src/kernel/ids.ts';
import type { Backlogs } from '../connection/backlogs.ts';

/**
 * Waits until a request of so many bytes may be read: what requests bring waits within the same bounds as what comes by
 * WebSocket. The room is given back when the request is `over`, which may be before there was any.
 */
export const roomFor = async (
  backlogs: Backlogs,
  book: BookId,
  bytes: number,
  over: Promise<void>,
): Promise<void> => {
  const reasons = new Set<string>();
  let isOver = false;
  let wake = (): void => undefined;
  const backlog = backlogs.open(book, {
    hold: (reason) => void reasons.add(reason),
    resume: (reason) => {
      if (reasons.delete(reason) && reasons.size === 0) wake();
    },
  });
  void over.then(() => {
    isOver = true;
    backlog.close();
    reasons.clear();
    wake();
  });
  while (reasons.size > 0)
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  if (!isOver) backlog.add(bytes);
};
