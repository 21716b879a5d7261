import type { DeepHead } from '../clock/head.ts';
import { MAX_CONTEXT } from '../log/limits.ts';

/**
 * The news that the next command names as its context, and what a header has no room for: that starts the segment
 * after. The deepest come first, so that the command sorts after all that it has seen either way (CO1).
 */
export const newsToContext = (
  news: readonly DeepHead[],
  room = MAX_CONTEXT,
): { readonly now: readonly DeepHead[]; readonly later: readonly DeepHead[] } => {
  const sorted = news.length > room ? news.toSorted((a, b) => b.depth - a.depth) : news;
  return { now: sorted.slice(0, room), later: sorted.slice(room) };
};
