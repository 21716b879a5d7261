import * as Automerge from '@automerge/automerge';
import type { Event } from '../../events/event.ts';
import type { AggregateDefinition } from '../definition.ts';
import { bodyCommands, type BodyCommand } from './commands.ts';
import { bodyDecide } from './decide.ts';
import { ChangeRefused, eventToChanges, type Change } from './change.ts';
import { checkChange } from './check-change.ts';
import { createClocks, documentToPast, type Past } from './clocks.ts';
import { emptyDocument, writable, type Document } from './document.ts';
import { bodyEvents } from './events.ts';
import { siftDocument } from './sift.ts';
import { bodyDigest, NO_BODY, toBodyState, type BodyState } from './state.ts';
import { allWordings, draftWordings, NO_WORDINGS } from './places.ts';
import { noteWordings, type Wording } from './wordings.ts';
import { applied } from './applied.ts';

interface Frozen {
  readonly text: Uint8Array;
  readonly wordings: readonly (readonly [string, readonly Wording[]])[];
}

/**
 * Prose. `actor` (hex, random for each engine session and never stored) signs the changes made here: were it shared
 * by two windows or by clones, the text would be corrupted.
 */
export const createBody = (actor: string): AggregateDefinition<BodyState, BodyCommand> => {
  const documentOf = ({ doc }: BodyState) => (doc ? writable(doc, actor) : emptyDocument(actor));
  const clocks = createClocks();
  /** The changes of the events that the document has not. Throws where one does not fit. */
  const newChanges = (
    doc: Document,
    events: readonly Event[],
    note?: (event: Event, past: Past, isNew: boolean) => void,
  ): readonly Change[] => {
    const past = documentToPast(doc, clocks);
    return events.flatMap((event) => {
      const changes = eventToChanges(event);
      return changes.filter((change, i) => {
        const isNew = !past.meta(change.hash);
        if (isNew) checkChange(past, change);
        if (i === changes.length - 1) note?.(event, past, isNew);
        if (isNew) past.add(change);
        return isNew;
      });
    });
  };
  // One call for all changes: one costs 26 ms in a document of 130,000 operations.
  const evolveAll = (state: BodyState, events: readonly Event[]): BodyState => {
    if (events.length === 0) return state;
    const doc = documentOf(state);
    const wordings = draftWordings(state.wordings);
    const changes = newChanges(doc, events, (event, past, isNew) =>
      noteWordings(wordings, event, past, isNew),
    );
    return toBodyState(applied(doc, changes), wordings.done());
  };
  return {
    commands: bodyCommands,
    events: bodyEvents,
    decider: {
      type: 'body',
      version: 4,
      initial: NO_BODY,
      decide: bodyDecide(actor, clocks),
      evolve: (state, event) => evolveAll(state, [event]),
      evolveAll,
      commutes: {
        fits: ({ doc = emptyDocument(actor) }, events) => {
          try {
            newChanges(doc, events);
            return true;
          } catch (error) {
            if (error instanceof ChangeRefused) return false;
            throw error;
          }
        },
        sift: (commands) => {
          const { doc, wordings, refused } = siftDocument(commands, actor);
          return { state: toBodyState(doc, wordings), refused };
        },
      },
      freeze: ({ doc, wordings }): Frozen | null =>
        doc ? { text: Automerge.save(doc), wordings: allWordings(wordings) } : null,
      thaw: (frozen) => {
        if (!frozen) return NO_BODY;
        const { text, wordings } = frozen as Frozen;
        const draft = draftWordings(NO_WORDINGS);
        for (const [place, held] of wordings) draft.set(place, held);
        return toBodyState(Automerge.load(text, actor), draft.done());
      },
      digest: bodyDigest,
      exists: ({ doc }) => doc !== undefined,
    },
  };
};
