import { hasCommand, type Aggregate } from '../aggregates/aggregate.ts';
import { isRecorded } from '../commands/recorded.ts';
import type { CommandBase } from '../domain/decider.ts';
import type { CommandId } from '../kernel/ids.ts';
import type { Engine } from './engine.ts';
import { deciderOf } from './load.ts';
import { streamOf } from './look-back.ts';

/** Was the command recorded before (ON1)? By this device: its id says so. By another: what was recorded does. */
export const isRepeated = async (
  engine: Engine,
  command: CommandBase,
  aggregate: Aggregate,
): Promise<boolean> => {
  if (!hasCommand(aggregate, command.id as CommandId)) return false;
  const { device, former, actor } = engine.identity;
  const own = new Set([device, ...(former ?? []).map((one) => one.device)]);
  // Kept: of a file that was imported before, each row asks.
  const stream = await streamOf(engine, aggregate);
  const standing = { ...aggregate.folded, stream };
  return (
    stream.some((event) => event.command === command.id && own.has(event.place.device)) ||
    isRecorded(deciderOf(engine, command.aggregate), command, command.actor ?? actor, standing)
  );
};
