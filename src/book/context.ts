import type { DeepHead } from '../clock/head.ts';
import { MAX_CONTEXT } from '../log/limits.ts';
import type { Tip } from '../log/rows.ts';

/**
 * The news that the next command names as its context, and what a header has no room for: that starts the segment
 * after. The deepest come first, so that the command sorts after all that it has seen either way (CO1).
 */
export const newsToContext = ({
  news,
}: Tip): { readonly now: readonly DeepHead[]; readonly later: readonly DeepHead[] } => {
  const sorted = news.length > MAX_CONTEXT ? news.toSorted((a, b) => b.depth - a.depth) : news;
  return { now: sorted.slice(0, MAX_CONTEXT), later: sorted.slice(MAX_CONTEXT) };
};
