import type { HistoryStep } from '../../../src/projections/history.ts';
import { activityWords } from '../lists/activity-words.ts';

const CAUSES = { undo: 'undid', redo: 'redid', restore: 'went back' } as const;

/** What a step did, in the past tense. `nameOf` says who is meant by an id that is assigned. */
export const stepWords = (
  { changes, cause, without }: Pick<HistoryStep, 'changes' | 'cause' | 'without'>,
  nameOf: (actor: string) => string,
): string => {
  const [first] = changes;
  if (!first) return '';
  const summary = first.summary === '' ? '' : ` ${nameOf(first.summary)}`;
  const more = changes.length > 1 ? `, and ${changes.length - 1} more` : '';
  const words = `${activityWords(first.type)}${summary}${more}`;
  if (without === 'copy') return `${words} (recorded a second time)`;
  if (without === 'quarantined') return `${words} (could not be read)`;
  return cause ? `${CAUSES[cause]}: ${words}` : words;
};
