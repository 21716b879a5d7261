import type { Place } from '../clock/order.ts';
import type { Event, Json } from '../events/event.ts';
import type { AggregateId, CommandId, DeviceId, EventName } from '../kernel/ids.ts';
import { summaryOf } from './activity.ts';
import { settledBy, type Settled } from './settled.ts';

/** What one event of a step did, in words for people: its type is said by the page, what it wrote by the summary. */
export interface HistoryChange {
  readonly type: string;
  readonly summary: string;
  /** The parts that it wrote, for example `title` and `field:Depth`. */
  readonly parts: readonly string[];
  /** The conflict that it settled, if any. */
  readonly settled?: Settled;
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
  /** Why, in the words of who did it. */
  readonly reason?: string;
}

/** A step from the events of one command, of which there is at least one. `find` knows events that came before. */
export const commandToStep = (
  events: readonly Event[],
  written: (event: Event) => readonly string[],
  without: HistoryStep['without'],
  find: (name: EventName) => Event | undefined = () => undefined,
): HistoryStep => {
  const [first] = events as readonly [Event];
  const { name, aggregate, command, actor, at, place, payload } = first;
  const toChange = (event: Event): HistoryChange => {
    const change = { type: event.type, summary: summaryOf(event), parts: written(event) };
    const settled = settledBy(event, written, find);
    return settled ? { ...change, settled } : change;
  };
  return {
    id: name,
    aggregate,
    command,
    place: events.at(-1)!.place,
    actor,
    device: place.device,
    at,
    changes: events.map(toChange),
    cause: causeOf(first),
    without,
    ...(typeof payload['reason'] === 'string' ? { reason: payload['reason'] } : {}),
  };
};

const causeOf = ({ payload }: Event): HistoryStep['cause'] => {
  const has = (key: string) => typeof (payload[key] as Json | undefined) === 'string';
  return has('undoes') ? 'undo' : has('redoes') ? 'redo' : has('restores') ? 'restore' : undefined;
};
