import type { Head } from '../clock/head.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import { MAX_HEADS, MAX_PARTS, type Have } from './protocol.ts';

/** One message, as long as the heads have room in it. */
export const haveToParts = (heads: readonly Head[], unknown: readonly SegmentHash[]): readonly Have[] => {
  const needed = Math.max(1, Math.ceil(heads.length / MAX_HEADS), Math.ceil(unknown.length / MAX_HEADS));
  const of = Math.min(needed, MAX_PARTS);
  if (of === 1) return [{ type: 'have', heads, unknown }];
  return Array.from({ length: of }, (_, index): Have => {
    const [from, to] = [index * MAX_HEADS, (index + 1) * MAX_HEADS];
    return {
      type: 'have',
      heads: heads.slice(from, to),
      unknown: unknown.slice(from, to),
      part: [index, of],
    };
  });
};

/**
 * What has come so far with one more message, and the whole once it is there. A first part begins anew, so that parts
 * of two are not mixed; when one is lost the next `have` makes up for it.
 */
export const addPart = (
  parts: readonly Have[],
  message: Have,
): readonly [parts: readonly Have[], whole: Have | undefined] => {
  if (!message.part) return [[], message];
  const [index, of] = message.part;
  const after = index === 0 ? [message] : [...parts, message];
  const isInTurn = after.every(({ part }, i) => part?.[0] === i && part[1] === of);
  if (!isInTurn) return [[], undefined];
  if (after.length < of) return [after, undefined];
  return [
    [],
    {
      type: 'have',
      heads: after.flatMap(({ heads }) => heads),
      unknown: after.flatMap(({ unknown }) => unknown),
    },
  ];
};
