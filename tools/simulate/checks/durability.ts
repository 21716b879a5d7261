import type { CommandId, SegmentHash } from '../../../src/kernel/ids.ts';
import { heldOn, type Held, type World } from '../world/world.ts';
import type { Reader } from './reader.ts';

/**
 * Durability: what was acknowledged survives. A device that has not been wiped or put back has all of it on its disk
 * after every crash; and as long as one copy was left anywhere, it is there at the end.
 */
export const checkDurability = async (world: World, reader: Reader): Promise<void> => {
  const { ledger, profiles, server, history } = world;
  const identity = profiles[0]!.identity() ?? profiles.find((one) => one.identity())?.identity();
  if (!identity) return;
  const commandsOf = new Map<SegmentHash, readonly CommandId[]>();
  for (const [hash, bytes] of world.segments) {
    const events = await reader.eventsOf(bytes, identity);
    commandsOf.set(hash, [...new Set(events.map((event) => event.command))]);
  }
  const commandsIn = (held: readonly Held[]): ReadonlySet<CommandId> =>
    new Set(
      held.flatMap(({ segments, pending }) => [
        ...pending,
        ...[...segments].flatMap((hash) => commandsOf.get(hash) ?? []),
      ]),
    );

  for (const { profile, what, held, from, to } of ledger.moments) {
    const there = commandsIn([held]);
    const lost = ledger.entries
      .slice(from, to)
      .filter((one) => one.profile === profile && !there.has(one.command));
    if (lost.length > 0)
      history.violation(
        'durability',
        `${profile} has lost ${lost.length} acknowledged commands ${what}, ${lost[0]!.command} of ${lost[0]!.aggregate} the first.`,
      );
  }

  const excused = new Set<CommandId>();
  for (const { left, to } of ledger.destructions) {
    const kept = commandsIn(left);
    for (const { command } of ledger.entries.slice(0, to)) if (!kept.has(command)) excused.add(command);
  }
  const everything = commandsIn([
    ...profiles.map(heldOn),
    { segments: new Set(server.disk().segments.keys()), pending: new Set() },
  ]);
  const gone = ledger.entries.filter(({ command }) => !everything.has(command) && !excused.has(command));
  if (gone.length > 0)
    history.violation(
      'durability',
      `${gone.length} acknowledged commands are nowhere any more, ${gone[0]!.command} of ${gone[0]!.aggregate} the first.`,
    );
};
