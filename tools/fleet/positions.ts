import type { Splice } from '../../src/book/api.ts';
import type { Patch } from './trace.ts';

const SURROGATE = /[\uD800-\uDFFF]/;

/** Traces count Unicode code points, the body UTF-16 units: the same, unless the text has characters beyond both. */
export const patchesToSplices = (text: string, patches: readonly Patch[]): readonly Splice[] => {
  if (!SURROGATE.test(text) && !patches.some(([, , inserted]) => SURROGATE.test(inserted)))
    return patches.map(([at, deleted, inserted]) => ({ at, deleted, inserted }));
  let points = [...text];
  return patches.map(([at, deleted, inserted]) => {
    const splice = {
      at: points.slice(0, at).join('').length,
      deleted: points.slice(at, at + deleted).join('').length,
      inserted,
    };
    points = [...points.slice(0, at), ...inserted, ...points.slice(at + deleted)];
    return splice;
  });
};
