import { foldInside, type Extent } from '../history/at-cut.ts';
import type { Event, Json } from '../events/event.ts';
import type { DeviceId } from '../kernel/ids.ts';
import type { ConflictRow } from '../projections/conflict.ts';
import { conflictPartName, type Saw, type SideView } from '../projections/conflict-sides.ts';
import { claimedAt } from './known-by.ts';
import type { Engine } from './engine.ts';
import { deciderOf, loadAggregate } from './load.ts';
import { cutToExtent, streamOf } from './look-back.ts';

/**
 * What each side of a conflict had in front of it: the value it replaced, and how much of the others' logs its device
 * had. A side of which the event is not here any more, or is not understood, is left out.
 */
export const conflictSides = (engine: Engine, row: ConflictRow): Promise<readonly SideView[]> =>
  engine.exclusive(async () => {
    const aggregate = await loadAggregate(engine, row.aggregate);
    const events = await streamOf(engine, aggregate);
    const views: SideView[] = [];
    for (const { name } of row.sides) {
      const event = events.find((one) => one.name === name);
      const extent = event && (await cutToExtent(engine, { kind: 'event', at: event.place }));
      if (!event || !extent?.ok) continue;
      const others = row.sides.map(({ device }) => device).filter((device) => device !== event.place.device);
      views.push({
        name,
        before: valuesBefore(engine, row, { events, event, extent: extent.value }),
        saw: await sawOf(engine, extent.value, new Set(others)),
      });
    }
    return views;
  });

interface Written {
  readonly events: readonly Event[];
  readonly event: Event;
  /** The event, and all that its device had seen. */
  readonly extent: Extent;
}

/** What the part held for who wrote the event, without the command that it belongs to. */
const valuesBefore = (
  engine: Engine,
  { aggregate, part }: ConflictRow,
  { events, event, extent }: Written,
): readonly Json[] => {
  const name = conflictPartName(part);
  const decider = deciderOf(engine, aggregate);
  if (name === undefined || !decider.parts) return [];
  const others = events.filter(({ command }) => command !== event.command);
  const { state } = foldInside(decider, others, extent);
  return decider.parts.of(state).get(name)?.values ?? decider.parts.absent(name) ?? [];
};

const sawOf = async (
  engine: Engine,
  extent: Extent,
  devices: ReadonlySet<DeviceId>,
): Promise<readonly Saw[]> => {
  const saw: Saw[] = [];
  for (const device of devices) {
    const events = extent.kind === 'past' ? extent.past.upTo(device) : undefined;
    if (events === undefined) continue;
    const at = events === 0 ? undefined : await claimedAt(engine, device, events);
    saw.push({ device, events, ...(at === undefined ? {} : { at }) });
  }
  return saw;
};
