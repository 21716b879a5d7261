import { toCommands } from '../aggregates/fold.ts';
import { UNSEALED } from '../clock/order.ts';
import type { Event } from '../events/event.ts';
import type { Position } from '../history/cut.ts';
import { headToPosition, pastOf, type Link } from '../history/past.ts';
import type { OwnCommand } from '../history/undo-line.ts';
import type { Engine } from './engine.ts';
import { eventsOfLink, logGraph } from './log-graph.ts';

const ownEnd = ({ identity, cached }: Engine): Position => ({
  device: identity.device,
  segment: UNSEALED,
  seq: cached.tip.seq,
});

/** One's own log, and behind its start those that it goes on from, under former keys (FK2); newest link first. */
async function* ownLinks(engine: Engine): AsyncGenerator<Link> {
  let end: Position | undefined = ownEnd(engine);
  for (const former of [...(engine.identity.former ?? []).toReversed(), undefined]) {
    let first: Link | undefined;
    for await (const link of logGraph(engine).chain(end)) {
      yield link;
      first = link;
    }
    const head = first?.context.find(({ hash }) => hash === former?.hash);
    if (!head) return;
    end = headToPosition(head);
  }
}

/** Commands of the own log that are looked through: the line does not reach behind a large import. */
const REACH = 5_000;

/** Own commands, newest first. What is recorded as somebody else's is not own: an import tells what others did. */
export async function* ownCommands(engine: Engine): AsyncGenerator<OwnCommand> {
  const { actor } = engine.identity;
  let looked = 0;
  for await (const link of ownLinks(engine))
    for (const command of toCommands(await eventsOfLink(engine, link)).toReversed()) {
      if (++looked > REACH) return;
      if (command[0]!.actor === actor) yield command;
    }
}

/** Tells own events from those of others: of the same person's other devices too, and of a clone's branch (FK1). */
export const ownEvents = async (engine: Engine): Promise<(event: Event) => boolean> => {
  const { identity } = engine;
  const devices = new Set([identity.device, ...(identity.former ?? []).map(({ device }) => device)]);
  const past = await pastOf([ownEnd(engine)], logGraph(engine));
  return ({ actor, place }) =>
    actor === engine.identity.actor &&
    devices.has(place.device) &&
    past !== undefined &&
    past.includes(place);
};
