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

/** The engine refuses an edit with more than this. */
const MAX_INSERTED = 100_000;
const MAX_SPLICES = 4096;

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;

/** What fits one edit, and what is to follow it; a long insertion is cut between two characters. */
export const cutSplices = (all: readonly Splice[]): readonly [readonly Splice[], readonly Splice[]] => {
  let room = MAX_INSERTED;
  const first: Splice[] = [];
  for (const [index, splice] of all.entries()) {
    if (first.length === MAX_SPLICES) return [first, all.slice(index)];
    const { at, deleted, inserted } = splice;
    if (inserted.length > room) {
      const end = isFirstHalf(inserted.charCodeAt(room - 1)) ? room - 1 : room;
      const rest = { at: at + end, deleted: 0, inserted: inserted.slice(end) };
      return [
        [...first, { at, deleted, inserted: inserted.slice(0, end) }],
        [rest, ...all.slice(index + 1)],
      ];
    }
    first.push(splice);
    room -= inserted.length;
  }
  return [first, []];
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
