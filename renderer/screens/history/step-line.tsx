import type { HistoryStep } from '../../../src/projections/history.ts';
import { When } from '../../parts/when.tsx';
import { rowById } from '../../store/rows.ts';
import { useBook } from '../../store/use-book.ts';
import { settlementIn, stepWords, toStepWords } from './step-words.ts';

const LINE = 20;

/** Height of the line of a step, in pixels: a settlement says on lines of its own what was kept, and why. */
export const heightOfStep = (step: HistoryStep): number => {
  const more = settlementIn(step) ? (step.reason === undefined ? 1 : 2) : 0;
  return 34 + more * LINE;
};

export const StepLine = ({ step }: { readonly step: HistoryStep }) => {
  const people = useBook((state) => state.people);
  const nameOf = (actor: string): string => rowById(people, actor)?.name ?? actor;
  const { words, outcome } = toStepWords(step, nameOf);
  const why = settlementIn(step) && step.reason !== undefined ? `Reason: ${step.reason}` : undefined;
  return (
    <span className="history-step" title={[stepWords(step, nameOf), why].filter(Boolean).join('\n')}>
      <span className="line-words">{words}</span>
      <span className="line-when">
        <When at={step.at} form="time" />
      </span>
      {outcome !== undefined && <span className="step-more">{outcome}</span>}
      {why !== undefined && <span className="step-more">{why}</span>}
    </span>
  );
};
