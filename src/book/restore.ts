import { bodyHeads, hasHeads, splicesBetween, type BodyState } from '../domain/body/state.ts';
import { sameValues, type PartTraits } from '../domain/parts.ts';
import { MAX_OVER } from '../events/lines.ts';
import type { Cut } from '../history/cut.ts';
import { putBackTo } from '../history/compensate.ts';
import { bytesToHex } from '../kernel/bytes.ts';
import { aggregateType, type AggregateId, type EventName } from '../kernel/ids.ts';
import { assert, fail, ok, type Failure, type Result } from '../kernel/result.ts';
import { catchUp } from './current.ts';
import type { Engine } from './engine.ts';
import { execute } from './execute.ts';
import { deciderOf, loadAggregate } from './load.ts';
import { cutToExtent, foldedAt } from './look-back.ts';

export interface Restoring {
  readonly aggregate: AggregateId;
  readonly to: Cut;
  /** Left out: all of them. */
  readonly parts?: readonly string[];
  /** What stood on screen: only that is replaced (CF1). Left out: what stands now. */
  readonly over?: readonly EventName[];
}

/**
 * Makes an aggregate, or some of its parts, what it was at a cut, by writes over what stands now (HI2). Answers whether
 * there was anything to write.
 */
export const restore = (
  engine: Engine,
  { aggregate: id, to, parts, over }: Restoring,
): Promise<Result<boolean, Failure>> =>
  engine.exclusive(async () => {
    await catchUp(engine);
    const extent = await cutToExtent(engine, to);
    if (!extent.ok) return extent;
    const { state: earlier } = await foldedAt(engine, id, extent.value);
    const { state: now } = (await loadAggregate(engine, id)).folded;
    const back =
      aggregateType(id) === 'body'
        ? proseTo(earlier as BodyState, now as BodyState)
        : partsTo(engine, id, { earlier, now, parts });
    if (!back.ok) return back;
    if (!back.value) return ok(false);
    const done = await execute(engine, {
      id: bytesToHex(engine.ports.random.bytes(16)),
      aggregate: id,
      ...back.value,
      ...(over && over.length <= MAX_OVER ? { over } : {}),
      cause: { restores: nameOf(to) },
    });
    return done.ok ? ok(done.value.drafts.length > 0) : done;
  });

const partsTo = (
  engine: Engine,
  id: AggregateId,
  {
    earlier,
    now,
    parts,
  }: { readonly earlier: unknown; readonly now: unknown; readonly parts?: readonly string[] | undefined },
): Result<object | undefined, Failure> => {
  const decider = deciderOf(engine, id);
  const traits = decider.parts as PartTraits<unknown> | undefined;
  assert(traits, 'what is no prose has parts');
  if (!decider.exists(earlier as never))
    return fail('not-yet', 'It did not exist at that time: there is nothing to go back to.');
  const [from, present] = [traits.of(earlier), traits.of(now)];
  const differing = Object.entries(
    putBackTo(traits, from, parts ?? new Set([...from.keys(), ...present.keys()])),
  ).filter(([part, values]) => {
    const stands = present.get(part)?.values ?? traits.absent(part);
    return !stands || !sameValues(stands, values);
  });
  if (differing.length === 0) return ok(undefined);
  // Named with the others where it is as it was, too: the edits may change it (CF2).
  const archived =
    parts === undefined && from.has('archived') ? { archived: from.get('archived')!.values } : {};
  return ok({ type: traits.command, parts: { ...Object.fromEntries(differing), ...archived } });
};

/** Made at the heads that stand now, so that what others write meanwhile is kept. */
const proseTo = (earlier: BodyState, now: BodyState): Result<object | undefined, Failure> => {
  const [then, heads] = [bodyHeads(earlier), bodyHeads(now)];
  if (!hasHeads(now, then)) return fail('not-here', 'This device does not have that text yet.');
  const splices = splicesBetween(now, heads, then);
  return ok(splices.length === 0 ? undefined : { type: 'body.edit', heads, splices });
};

const nameOf = (cut: Cut): string => {
  switch (cut.kind) {
    case 'event':
      return `${cut.at.seq} ${cut.at.device}`;
    case 'time':
      return `${cut.instant}`;
    case 'context':
      return 'context';
  }
};
