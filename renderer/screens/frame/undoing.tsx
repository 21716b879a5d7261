import { CircleAlert, Undo2, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Undone, UndoWay } from '../../../src/book/undo.ts';
import type { CommandId } from '../../../src/kernel/ids.ts';
import { useCommand } from '../../commands/command-bus.ts';
import type { BookState } from '../../store/book-state.ts';
import { rowById } from '../../store/rows.ts';
import { useBookStore } from '../../store/use-book.ts';
import { stepWords } from '../history/step-words.ts';

/** How long a word of what was done stands; of what was not done, there is more to read. */
const STANDS_MS = { done: 6_000, refused: 12_000, nothing: 3_000 };

const nameIn = (state: BookState, id: string): string =>
  rowById(state.people, id)?.name ?? rowById(state.records, id.replace(/^body:/, 'record:'))?.title ?? id;

const words = (outcome: Undone, way: UndoWay, state: BookState): string => {
  const [done, not] = way === 'undo' ? ['Undone', 'Not undone'] : ['Redone', 'Not redone'];
  if (outcome.kind === 'nothing') return `Nothing to ${way}.`;
  const { step } = outcome;
  const what = `${stepWords({ ...step, cause: undefined }, (id) => nameIn(state, id))} in “${nameIn(state, step.aggregate)}”`;
  return outcome.kind === 'done'
    ? `${done}: ${what}.`
    : `${not}: ${what}. ${outcome.failure.message} Press again to go past it.`;
};

/** Undo and redo of one's own commands, wherever in the book they were given, and a word of what came of it. */
export const Undoing = () => {
  const store = useBookStore();
  const [said, setSaid] = useState<{ readonly kind: Undone['kind']; readonly text: string }>();
  /** What was refused while the word of it stands: who presses again goes past it. */
  const passing = useRef<readonly CommandId[]>([]);
  const busy = useRef(false);

  const go = async (way: UndoWay): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    try {
      const outcome = await store.api.undo(way, passing.current);
      passing.current = outcome.kind === 'refused' ? [...passing.current, outcome.step.command] : [];
      setSaid({ kind: outcome.kind, text: words(outcome, way, store.state()) });
    } catch (thrown) {
      setSaid({ kind: 'refused', text: (thrown as Error).message });
    }
    busy.current = false;
  };
  useCommand('edit.undo', () => void go('undo'));
  useCommand('edit.redo', () => void go('redo'));

  const fall = (): void => {
    passing.current = [];
    setSaid(undefined);
  };
  useEffect(() => {
    if (!said) return undefined;
    const timer = setTimeout(() => {
      passing.current = [];
      setSaid(undefined);
    }, STANDS_MS[said.kind]);
    return () => clearTimeout(timer);
  }, [said]);

  return (
    // Always there, so that what comes into it is read out.
    <output className="said" aria-live="polite">
      {said && (
        <span className="said-words" data-kind={said.kind}>
          {said.kind === 'refused' ? <CircleAlert aria-hidden size={15} /> : <Undo2 aria-hidden size={15} />}
          <span>{said.text}</span>
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={fall}>
            <X aria-hidden size={14} />
          </button>
        </span>
      )}
    </output>
  );
};
