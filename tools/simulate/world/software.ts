import { createDefinitions, type Definitions } from '../../../src/domain/catalogue.ts';
import type { Event } from '../../../src/events/event.ts';

/**
 * The versions of the program that the devices of a run may have.
 *
 * - `old` knows no tags, and poison breaks it.
 * - `new` knows tags; poison breaks it still.
 * - `mended` folds poison like anything else: its reducer is another version.
 */
export const RELEASES = ['old', 'new', 'mended'] as const;
export type Release = (typeof RELEASES)[number];

/** A comment that no honest program writes: folding it throws in the versions that were not ready for it. */
export const POISON = 'poison';

const without = <T extends object>(object: T, name: string): T =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith(name))) as T;

/** The catalogue as a release has it. `actor` as in `createDefinitions`. */
export const releaseToDefinitions = (release: Release, actor: string): Definitions => {
  const definitions = createDefinitions({ actor });
  const { record } = definitions;
  const { decider } = record;
  if (release === 'mended')
    return { ...definitions, record: { ...record, decider: { ...decider, version: decider.version + 1 } } };
  const check = (events: readonly Event[]): void => {
    if (events.some(({ payload }) => payload['text'] === POISON)) throw new Error('Poison');
  };
  const fragile: typeof decider = {
    ...decider,
    evolve: (state, event) => (check([event]), decider.evolve(state, event)),
    evolveAll: (state, events) => (check(events), decider.evolveAll!(state, events)),
  };
  const events = release === 'old' ? without(record.events, 'record.tag-') : record.events;
  return { ...definitions, record: { ...record, events, decider: fragile } };
};
