import { bytesToHex, hexToBytes } from '../kernel/bytes.ts';
import { fail, type Failure, type Result } from '../kernel/result.ts';
import type { Aggregate } from '../aggregates/aggregate.ts';
import { dispatch, type Dispatched } from '../commands/dispatch.ts';
import type { CommandBase } from '../domain/decider.ts';
import { merkleRoot } from '../log/merkle.ts';
import { append } from './append.ts';
import { OTHER_VERSION } from './current.ts';
import type { Engine } from './engine.ts';
import { expectStandingRows } from './standing-rows.ts';
import { loadAggregate, wholeStream } from './load.ts';
import { isRepeated } from './repeated.ts';

/** One command, by whoever has the engine to himself (`exclusive`). */
export const execute = async (engine: Engine, command: unknown): Promise<Result<Dispatched, Failure>> => {
  if (!isEnrolled(engine))
    return fail(
      'joining',
      'This device is still joining: the book has not arrived yet. Nothing was recorded.',
    );
  if (engine.cached.isOther) return fail('other-version', `${OTHER_VERSION} Nothing was recorded.`);
  expectStandingRows(engine.cached);
  return dispatch(command, {
    definitions: engine.ports.definitions,
    load: (id) => loadAggregate(engine, id),
    isRepeated: (one, aggregate) => isRepeated(engine, one, aggregate),
    withCover: (one, aggregate) => withCover(engine, one, aggregate),
    append: (one, aggregate, decision) => append(engine, one, aggregate, decision),
  });
};

export const isEnrolled = ({ cached, identity }: Engine): boolean =>
  Object.hasOwn(cached.membership.members, identity.device);

/**
 * A sign-off names the root over the names, sorted, of all events of its record that are here (CF2): as all of them are
 * in its past, whoever has that can make it again.
 */
const withCover = async (
  engine: Engine,
  command: CommandBase,
  aggregate: Aggregate,
): Promise<CommandBase> => {
  if (command.type !== 'record.sign-off') return command;
  const names = (await wholeStream(engine, aggregate)).map((event) => event.name).toSorted();
  return {
    ...command,
    covers: bytesToHex(merkleRoot(names.map(hexToBytes), engine.ports.crypto.sha256)),
  } as CommandBase;
};
