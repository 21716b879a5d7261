import type { Place } from '../clock/order.ts';
import type { Event, Json } from '../events/event.ts';
import type { AggregateId, CommandId, DeviceId, EventName } from '../kernel/ids.ts';
import { summaryOf } from './activity.ts';

/** What one event of a step did, in words for people: its type is said by the page, what it wrote by the summary. */
export interface HistoryChange {
  readonly type: string;
  readonly summary: string;
  /** The parts that it wrote, for example `title` and `field:Depth`. */
  readonly parts: readonly string[];
}

/** One command in the history of an aggregate. */
export interface HistoryStep {
  /** Name of its first event. */
  readonly id: EventName;
  readonly aggregate: AggregateId;
  readonly command: CommandId;
  /** Where its last event lies: the cut at this step ends there. */
  readonly place: Place;
  readonly actor: string;
  readonly device: DeviceId;
  /** Claimed. */
  readonly at: string;
  readonly changes: readonly HistoryChange[];
  /** It takes back an earlier command, does that again, or goes back to an earlier state. */
  readonly cause: 'undo' | 'redo' | 'restore' | undefined;
  /** The same command recorded a second time, which changes nothing (ON1), or one that could not be folded (QU1). */
  readonly without: 'copy' | 'quarantined' | undefined;
}

/** A step from the events of one command, of which there is at least one. */
export const commandToStep = (
  events: readonly Event[],
  written: (event: Event) => readonly string[],
  without: HistoryStep['without'],
): HistoryStep => {
  const [first] = events as readonly [Event];
  const { name, aggregate, command, actor, at, place } = first;
  return {
    id: name,
    aggregate,
    command,
    place: events.at(-1)!.place,
    actor,
    device: place.device,
    at,
    changes: events.map((event) => ({ type: event.type, summary: summaryOf(event), parts: written(event) })),
    cause: causeOf(first),
    without,
  };
};

const causeOf = ({ payload }: Event): HistoryStep['cause'] => {
  const has = (key: string) => typeof (payload[key] as Json | undefined) === 'string';
  return has('undoes') ? 'undo' : has('redoes') ? 'redo' : has('restores') ? 'restore' : undefined;
};
