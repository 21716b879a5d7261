import type { Book } from '../../../src/book.ts';
import { understood } from '../../../src/book/understood.ts';
import type { BodyState } from '../../../src/domain/body/state.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { Event } from '../../../src/events/event.ts';
import type { AggregateId, CommandId } from '../../../src/kernel/ids.ts';
import type { Membership } from '../../../src/log/membership.ts';
import type { Profile } from '../world/profile.ts';
import { makersOf } from '../world/window.ts';
import type { World } from '../world/world.ts';
import { segmentsOn, type Reader } from './reader.ts';
import { wronglyTakenBack } from './taken-back.ts';
import { wrongValue } from './values.ts';
import { wrongPlace } from './wordings.ts';

/** The events of a device's log and of those it knows, by aggregate: what its state has to account for. */
const admittedEvents = async (
  world: World,
  profile: Profile,
  members: Membership['members'],
  reader: Reader,
): Promise<ReadonlyMap<AggregateId, readonly Event[]>> => {
  const { definitions } = makersOf(profile, world.dice.named('conservation'), world.toCrypto);
  const admitted: Event[] = [];
  for (const bytes of segmentsOn(profile).values()) {
    const events = await reader.eventsOf(bytes, profile.identity()!);
    // Of a device that was never enrolled all is stored and nothing folded (ME1).
    if (events[0] && Object.hasOwn(members, events[0].place.device))
      admitted.push(...understood(definitions, events).events);
  }
  return Map.groupBy(admitted, (event) => event.aggregate);
};

/**
 * Conservation: what was admitted is folded, or quarantined, or a copy of an effect, or aside; nothing else is there,
 * and no value has gone that nobody replaced. Once: what a command has written stands in the state once, whatever
 * copies of it went about.
 */
export const checkConservation = async (
  world: World,
  profile: Profile,
  book: Book,
  reader: Reader,
): Promise<void> => {
  const admitted = await admittedEvents(world, profile, book.membership().members, reader);
  const streams = profile.disk.rows('streams').map((row) => row['aggregate'] as AggregateId);
  for (const id of new Set([...streams, ...admitted.keys()])) {
    const { row, older, folded } = await book.aggregate(id);
    const events = admitted.get(id) ?? [];
    const pending = profile.disk
      .rows('pending')
      .flatMap((one) => (one['aggregate'] === id ? [one['command'] as CommandId] : []));
    const there = new Set([...older, ...row.tail.map((event) => event.command)]);
    const wanted = new Set([...events.map((event) => event.command), ...pending]);
    const differing = [...there, ...wanted].find((one) => !there.has(one) || !wanted.has(one));
    if (differing !== undefined)
      world.history.violation(
        'conservation',
        `${profile.name} has admitted ${wanted.size} commands of ${id} and accounts for ${there.size}; ${differing} is one that differs.`,
      );
    const taken = id.startsWith('body:') ? undefined : wronglyTakenBack(events);
    if (taken !== undefined)
      world.history.violation('undo', `In ${id} somebody has taken back ${taken}, which another wrote.`);
    if (id.startsWith('person:')) continue;
    const isRecord = id.startsWith('record:');
    const wrong = isRecord
      ? wrongValue(events, { ...row, state: folded.state as RecordState })
      : wrongPlace(events, folded.state as BodyState, row.quarantined);
    const place = pending.length === 0 ? wrong : undefined;
    if (place !== undefined)
      world.history.violation(
        'conservation',
        `In ${id} on ${profile.name} a value of "${place}" has gone that nobody replaced, or stands that somebody did.`,
      );
    if (isRecord) checkOnce(world, profile, id, folded.state as RecordState, there, row.quarantined);
  }
};

const checkOnce = (
  world: World,
  profile: Profile,
  id: AggregateId,
  { entries, comments }: RecordState,
  there: ReadonlySet<CommandId>,
  quarantined: readonly { readonly command: CommandId }[],
): void => {
  const times = new Map<string, number>();
  for (const { text } of [...entries, ...comments]) times.set(text, (times.get(text) ?? 0) + 1);
  const thrown = new Set(quarantined.map((one) => one.command));
  for (const { command, aggregate, mark } of world.ledger.entries) {
    if (aggregate !== id || mark === undefined || !there.has(command)) continue;
    if (world.ledger.disputed.has(command) || thrown.has(command)) continue;
    if (times.get(mark) !== 1)
      world.history.violation(
        'once',
        `${profile.name} shows what command ${command} wrote in ${id} ${times.get(mark) ?? 0} times.`,
      );
  }
};
