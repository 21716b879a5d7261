/**
 * Three releases of one app: what a team meets whose devices are not all upgraded on one day. Each reads all that the
 * ones before it wrote, as upcasters lift it; the state of old events is the same in all of them.
 *
 * 1. As it is.
 * 2. `record.entry-added` 2 holds `says` in the place of `text`; there is `record.starred`.
 * 3. `record.entry-added` 3 holds `lines`; there are drawings, an aggregate type of their own.
 */
import { createDefinitions, type Definitions } from '../../src/domain/catalogue.ts';
import { firstVersion, type AnyDefinition } from '../../src/domain/definition.ts';
import { z } from '../../src/domain/schema.ts';
import type { Draft, Event, JsonObject } from '../../src/events/event.ts';

export type Release = 1 | 2 | 3;

const textToSays = ({ text, ...rest }: JsonObject): JsonObject => ({ ...rest, says: text! });
const saysToLines = ({ says, ...rest }: JsonObject): JsonObject => ({
  ...rest,
  lines: (says as string).split('\n'),
});

const entryAdded = {
  2: { version: 2, payload: z.object({ says: z.string() }), upcasts: [textToSays] },
  3: { version: 3, payload: z.object({ lines: z.array(z.string()) }), upcasts: [textToSays, saysToLines] },
};

/** The text of an entry's payload as the release reads it; throws on one that was not lifted. */
const toText = (release: 2 | 3, { says, lines, ...rest }: JsonObject): JsonObject => ({
  ...rest,
  text: release === 2 ? (says as string).slice() : (lines as readonly string[]).join('\n'),
});

const toFirstRelease =
  (release: 2 | 3) =>
  (event: Event): Event => {
    if (event.type === 'record.starred')
      return { ...event, type: 'record.tag-added', payload: { tag: 'star' } };
    if (event.type !== 'record.entry-added') return event;
    return { ...event, payload: toText(release, event.payload) };
  };

const toRelease =
  (release: 2 | 3) =>
  (draft: Draft): Draft => {
    if (draft.type !== 'record.entry-added') return draft;
    const { upcasts, version } = entryAdded[release];
    return {
      ...draft,
      v: version,
      payload: upcasts.reduce((payload, upcast) => upcast(payload), draft.payload),
    };
  };

/** Counts what was drawn. */
const drawing = {
  commands: z.never(),
  events: { 'drawing.drawn': firstVersion(z.object({})) },
  decider: {
    type: 'drawing',
    version: 1,
    initial: 0,
    decide: () => {
      throw new Error('Nobody draws here.');
    },
    evolve: (drawn: number) => drawn + 1,
    freeze: (drawn: number) => drawn,
    thaw: (frozen: unknown) => frozen as number,
    digest: (drawn: number) => drawn,
    exists: (drawn: number) => drawn > 0,
  },
};

const released = (release: 2 | 3, record: Definitions['record']): AnyDefinition => {
  const { decider, events, commands } = record;
  const evolveAll: typeof decider.evolveAll = (state, list) =>
    decider.evolveAll!(state, list.map(toFirstRelease(release)));
  return {
    commands,
    events: {
      ...events,
      'record.entry-added': entryAdded[release],
      'record.starred': firstVersion(z.object({ star: z.boolean() })),
    },
    decider: {
      ...decider,
      evolveAll,
      evolve: (state: typeof decider.initial, event: Event) => evolveAll(state, [event]),
      decide: (command: never, state: typeof decider.initial) => {
        const decided = decider.decide(command, state);
        if (!decided.ok) return decided;
        return { ok: true, value: { drafts: decided.value.drafts.map(toRelease(release)) } };
      },
    },
  } as unknown as AnyDefinition;
};

export const definitionsOf = (release: Release, actor = 'ab'.repeat(16)): Definitions => {
  const first = createDefinitions({ actor });
  if (release === 1) return first;
  const record = released(release, first.record);
  return { ...first, record, ...(release === 3 ? { drawing } : {}) } as unknown as Definitions;
};

/** The definitions with a record's decider of a later version. */
export const withDecider = (
  definitions: Definitions,
  changed: Partial<Definitions['record']['decider']>,
): Definitions => ({
  ...definitions,
  record: { ...definitions.record, decider: { ...definitions.record.decider, ...changed } },
});
