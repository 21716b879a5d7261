import type { Definitions } from '../domain/catalogue.ts';
import type { AnyDefinition } from '../domain/definition.ts';
import { ROWS_VERSION } from '../aggregates/rows.ts';
import { MEMBERSHIP_VERSION } from '../log/membership.ts';
import { PROJECTIONS, type ProjectionName } from '../projections/rows-of.ts';

/** What the derived rows of a database were made with; it stands in `meta`. */
export interface Versions {
  /** By aggregate type: of its decider, and of each type of event it reads. */
  readonly types: {
    readonly [type: string]: {
      readonly decider: number;
      readonly events: { readonly [event: string]: number };
    };
  };
  /** Of the shape of stream and snapshot rows. */
  readonly rows: number;
  /** Of the fold of control records. */
  readonly membership: number;
  readonly projections: { readonly [name: string]: number };
  /** The epochs whose keys were there, sorted. */
  readonly epochs: readonly string[];
}

export const toVersions = (definitions: Definitions, epochs: readonly string[]): Versions => ({
  types: mapValues(definitions as unknown as { readonly [type: string]: AnyDefinition }, (definition) => ({
    decider: definition.decider.version,
    events: mapValues(definition.events, (event) => event.version),
  })),
  rows: ROWS_VERSION,
  membership: MEMBERSHIP_VERSION,
  projections: mapValues(PROJECTIONS, ({ version }) => version),
  epochs: epochs.toSorted(),
});

/** Keys sorted, so that equal versions are equal text. */
const mapValues = <From, To>(
  object: { readonly [key: string]: From },
  change: (value: From) => To,
): { readonly [key: string]: To } =>
  Object.fromEntries(
    Object.keys(object)
      .toSorted()
      .map((key) => [key, change(object[key]!)]),
  );

/** Are both of the same version of the app? Keys may have come since. */
export const isSameApp = (a: Versions, b: Versions): boolean =>
  JSON.stringify({ ...a, epochs: [] }) === JSON.stringify({ ...b, epochs: [] });

/**
 * What rows made with `made` lack under `now`.
 *
 * - `rebuild`: all are made again. A decider or the shape of its rows has changed, or `now` is the older one and some of what was folded is not
 *   understood any more, or nobody knows what they were made with.
 * - `more`: the rows stand, and some of what is aside may be understood: more types, newer versions, another key.
 * - `projections`: rows for reading that are made again from the streams.
 */
export type Upkeep =
  | { readonly do: 'rebuild' }
  | { readonly do: 'more' | 'nothing'; readonly projections: readonly ProjectionName[] };

export const upkeepOf = (made: Versions | undefined, now: Versions): Upkeep => {
  if (!made || made.rows !== now.rows || made.membership !== now.membership) return { do: 'rebuild' };
  if (!isWithin(made.types, now.types)) return { do: 'rebuild' };
  const same = JSON.stringify([made.types, made.epochs]) === JSON.stringify([now.types, now.epochs]);
  const projections = (Object.keys(PROJECTIONS) as ProjectionName[]).filter(
    (name) => made.projections[name] !== now.projections[name],
  );
  return { do: same ? 'nothing' : 'more', projections };
};

const isWithin = (made: Versions['types'], now: Versions['types']): boolean =>
  Object.entries(made).every(([type, { decider, events }]) => {
    const newer = Object.hasOwn(now, type) ? now[type]! : undefined;
    return (
      newer?.decider === decider &&
      Object.entries(events).every(
        ([event, version]) => Object.hasOwn(newer.events, event) && newer.events[event]! >= version,
      )
    );
  });
