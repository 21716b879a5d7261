import * as Automerge from '@automerge/automerge';
import type { Event } from '../../events/event.ts';
import type { AggregateDefinition } from '../definition.ts';
import { bodyCommands, type BodyCommand } from './commands.ts';
import { bodyDecide } from './decide.ts';
import { bytesOf, emptyDocument, withChanges, writable } from './document.ts';
import { bodyEvents, type BodyChanged } from './events.ts';
import { bodyText, NO_BODY, type BodyState } from './state.ts';

const changesOf = (event: Event): readonly Uint8Array[] =>
  event.type === 'body.changed' ? (event.payload as BodyChanged).changes.map(bytesOf) : [];

/**
 * Prose. `actor` (hex, random for each engine session and never stored) signs the changes made here: were it shared
 * by two windows or by clones, the text would be corrupted.
 */
export const createBody = (actor: string): AggregateDefinition<BodyState, BodyCommand> => {
  const documentOf = ({ doc }: BodyState) => (doc ? writable(doc, actor) : emptyDocument(actor));
  const evolveAll = (state: BodyState, events: readonly Event[]): BodyState =>
    events.length ? { doc: withChanges(documentOf(state), events.flatMap(changesOf)) } : state;
  return {
    commands: bodyCommands,
    events: bodyEvents,
    decider: {
      type: 'body',
      version: 1,
      initial: NO_BODY,
      decide: bodyDecide(actor),
      evolve: (state, event) => evolveAll(state, [event]),
      evolveAll,
      commutes: true,
      freeze: ({ doc }) => (doc ? Automerge.save(doc) : null),
      thaw: (frozen) => (frozen ? { doc: Automerge.load(frozen as Uint8Array, actor) } : NO_BODY),
      digest: bodyText,
      exists: ({ doc }) => doc !== undefined,
    },
  };
};
