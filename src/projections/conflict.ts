import type { Json } from '../events/event.ts';
import type { AggregateId, DeviceId, EventName } from '../kernel/ids.ts';
import { isConflict, namesIn, toOver, type Register, type Written } from '../domain/register.ts';

/** The part of an aggregate that a conflict is about. */
export type ConflictPart =
  | { readonly of: 'title' | 'status' | 'assignee' | 'archived' | 'name' | 'age' }
  | { readonly of: 'field'; readonly field: string }
  | { readonly of: 'task'; readonly what: 'title' | 'done'; readonly task: EventName }
  | { readonly of: 'sign-off'; readonly signOff: EventName }
  | { readonly of: 'sentence'; readonly place: string };

/**
 * - `field`: two values of one field.
 * - `final`: of two statuses, one is final.
 * - `archive`: an edit against an archiving; the sides that say false are the edits.
 * - `sign-off`: an edit against a sign-off; likewise.
 * - `prose`: two edits of one sentence, whose letters all stand; the values are the sentence as each left it, empty where
 *   it was deleted, null where it is too long to be said.
 */
export type ConflictKind = 'field' | 'final' | 'archive' | 'sign-off' | 'prose';

/** A value that stands beside others. */
export interface ConflictSide {
  /** Of the event that wrote it. */
  readonly name: EventName;
  readonly value: Json;
  readonly actor: string;
  readonly device: DeviceId;
  /** Claimed. */
  readonly at: string;
}

/** An open conflict (CF1, CF2): a function of the aggregate's state, equal on all devices; it goes when it is settled. */
export interface ConflictRow {
  /** The aggregate and the part. */
  readonly id: string;
  readonly aggregate: AggregateId;
  readonly kind: ConflictKind;
  readonly part: ConflictPart;
  /** What the part is called: a field's name, a task's title, a sign-off's meaning. */
  readonly label: string;
  /** In canonical order; of very many, the first. */
  readonly sides: readonly ConflictSide[];
  /** What a settlement names: all the sides, of more than are listed too, and what else one sees with them (CF2). */
  readonly over: readonly EventName[];
  /** Of prose: what stands now. */
  readonly standing?: string;
}

/** People choose among few; the rest are in the record. */
export const MAX_SIDES = 16;

export const conflictId = (aggregate: AggregateId, part: ConflictPart): string =>
  [aggregate, ...Object.values(part)].join(' ');

/** The row of one part, or none where its values agree. */
export const conflictIn = (
  aggregate: AggregateId,
  kind: ConflictKind,
  part: ConflictPart,
  label: string,
  register: Register,
  seen: readonly EventName[] = [],
): readonly ConflictRow[] =>
  isConflict(register)
    ? [
        {
          id: conflictId(aggregate, part),
          aggregate,
          kind,
          part,
          label,
          sides: register.slice(0, MAX_SIDES).map(toSide),
          over: toOver(namesIn(register), seen),
        },
      ]
    : [];

const toSide = ({ name, value, actor, device, at }: Written): ConflictSide => ({
  name,
  value,
  actor,
  device,
  at,
});
