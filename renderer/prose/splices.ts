import { ChangeSet, Text } from '@codemirror/state';
import type { Splice } from '../../src/book/api.ts';

/** Only this ends a line. CodeMirror would take \r\n for one unit, and positions would differ from the engine's. */
export const LINE_END = '\n';

export const toText = (text: string): Text => Text.of(text.split(LINE_END));

/** Splices to apply in turn, as one change of a text of `length` units. */
export const toChange = (splices: readonly Splice[], length: number): ChangeSet => {
  let change = ChangeSet.empty(length);
  for (const { at, deleted, inserted } of splices) {
    const step = { from: at, to: at + deleted, insert: inserted };
    change = change.compose(ChangeSet.of(step, change.newLength, LINE_END));
  }
  return change;
};

/** The inverse: each position counts what the splices before it have done. */
export const toSplices = (change: ChangeSet): Splice[] => {
  const splices: Splice[] = [];
  change.iterChanges((fromA, toA, fromB, _toB, inserted) =>
    splices.push({
      at: fromB,
      deleted: toA - fromA,
      inserted: inserted.sliceString(0, inserted.length, LINE_END),
    }),
  );
  return splices;
};
