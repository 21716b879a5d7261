import type { Event, Json } from '../events/event.ts';
import { sameValues, type Parts, type PartTraits } from '../domain/parts.ts';
import { err, ok, type Result } from '../kernel/result.ts';

/** What a command did to one aggregate, and what has happened since. */
export interface Compensated<State> {
  readonly events: readonly Event[];
  /** Undefined: it did not exist before. */
  readonly before: State | undefined;
  readonly after: State;
  readonly now: State;
  /** Of the aggregate, not seen by the command: later ones and concurrent ones, in canonical order. */
  readonly since: readonly Event[];
  readonly isOwn: (event: Event) => boolean;
}

/** Values to put back, by part. */
export type PutBack = { readonly [part: string]: readonly Json[] };

/** Why not, and whose later change of what it was: put into words by whoever knows the names. */
export type Refusal =
  /** It added a fact, or created something that stays. */
  | { readonly why: 'fact' }
  | { readonly why: 'no-change' }
  | { readonly why: 'changed-since'; readonly part: string; readonly by: Event | undefined };

/**
 * The values that stood before a command, for all that it changed. Refused where anybody else has written one of those
 * parts since, or where they do not stand any more as the command left them: what came later would be lost (HI3).
 */
export const compensate = <State>(
  traits: PartTraits<State>,
  { events, before, after, now, since, isOwn }: Compensated<State>,
): Result<PutBack, Refusal> => {
  const [from, to, present] = [before && traits.of(before), traits.of(after), traits.of(now)];
  const values = (parts: Parts, part: string) => parts.get(part)?.values ?? traits.absent(part);
  const changed = from
    ? [...new Set([...from.keys(), ...to.keys()])].filter(
        (part) => !sameOrAbsent(values(from, part), values(to, part)),
      )
    : [...to.keys()];
  if (changed.length === 0) {
    const isFact = events.every((event) => traits.written(event).length === 0);
    return err(isFact ? { why: 'fact' } : { why: 'no-change' });
  }
  const others = since.filter((event) => event.command !== events[0]!.command);
  for (const part of new Set([...changed, ...traits.changedAlong(now)])) {
    const writers = others.filter((event) => traits.written(event).includes(part));
    const by = writers.findLast((event) => !isOwn(event));
    if (by) return err({ why: 'changed-since', part, by });
    if (!sameOrAbsent(values(present, part), values(to, part)))
      return err({ why: 'changed-since', part, by: writers.at(-1) });
  }
  const back = from ? putBackTo(traits, from, changed) : traits.uncreated;
  if (!back) return err({ why: 'fact' });
  const hidden = traits.hides(back) ? others.findLast((event) => !isOwn(event)) : undefined;
  if (hidden) return err({ why: 'changed-since', part: traits.written(hidden)[0] ?? 'record', by: hidden });
  return ok(back);
};

const sameOrAbsent = (a: readonly Json[] | undefined, b: readonly Json[] | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && sameValues(a, b));

/** Values of an earlier state for these parts; parts that it lacks and that nothing can stand for are left out. */
export const putBackTo = <State>(
  traits: PartTraits<State>,
  earlier: Parts,
  parts: Iterable<string>,
): PutBack =>
  Object.fromEntries(
    [...parts].flatMap((part) => {
      const values = earlier.get(part)?.values ?? traits.absent(part);
      return values ? [[part, values]] : [];
    }),
  );
