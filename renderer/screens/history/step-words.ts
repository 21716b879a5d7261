import type { HistoryChange, HistoryStep } from '../../../src/projections/history.ts';
import { activityWords } from '../lists/activity-words.ts';

const CAUSES = { undo: 'undid', redo: 'redid', restore: 'went back' } as const;

type NameOf = (actor: string) => string;
type Told = Pick<HistoryStep, 'changes' | 'cause' | 'without'>;

/** What was done, and where a conflict was settled of what, and what came of it: lines are too short to say all in one. */
export interface StepWords {
  readonly words: string;
  readonly outcome?: string;
}

export const settledWords = (
  { label, kept, over, isOther }: NonNullable<HistoryChange['settled']>,
  nameOf: NameOf,
): Required<StepWords> => {
  const fate = `${isOther ? 'wrote' : 'kept'} ${nameOf(kept)} over ${over.map(nameOf).join(' and ')}`;
  return { words: 'settled a conflict', outcome: `${label}: ${over.length === 0 ? kept : fate}` };
};

/** Of the changes of a step the settling is told of, before what was written besides. */
export const settlementIn = ({ changes }: Pick<HistoryStep, 'changes'>): HistoryChange['settled'] =>
  changes.find(({ settled }) => settled)?.settled;

/** What a step did, in the past tense. `nameOf` says who is meant by an id that is assigned. */
export const toStepWords = ({ changes, cause, without }: Told, nameOf: NameOf): StepWords => {
  const [first] = changes;
  if (!first) return { words: '' };
  const settlement = settlementIn({ changes });
  const settled = settlement && settledWords(settlement, nameOf);
  const summary = first.summary === '' ? '' : ` ${nameOf(first.summary)}`;
  const more = changes.length > 1 ? `, and ${changes.length - 1} more` : '';
  const words = `${settled?.words ?? `${activityWords(first.type)}${summary}`}${more}`;
  const told = { ...settled, words };
  if (without === 'copy') return { ...told, words: `${words} (recorded a second time)` };
  if (without === 'quarantined') return { ...told, words: `${words} (could not be read)` };
  return cause ? { ...told, words: `${CAUSES[cause]}: ${words}` } : told;
};

export const stepWords = (step: Told, nameOf: NameOf): string => {
  const { words, outcome } = toStepWords(step, nameOf);
  return outcome === undefined ? words : `${words} of ${outcome}`;
};
