import type { Event, Json } from '../events/event.ts';
import type { CommandId } from '../kernel/ids.ts';

/** An own command with the events it was recorded as, of which there is at least one. */
export type OwnCommand = readonly Event[];

const named = (command: OwnCommand, key: 'undoes' | 'redoes'): CommandId | undefined => {
  const value: Json | undefined = command[0]!.payload[key];
  return typeof value === 'string' ? (value as CommandId) : undefined;
};

const idOf = (command: OwnCommand): CommandId => command[0]!.command;

/**
 * The own command that is undone next: the newest that is no undoing itself and was not undone. A redoing counts like
 * any other command: undoing it takes it back. `passing` are those that were refused, and that the person goes past.
 */
export const nextToUndo = (
  newestFirst: AsyncIterable<OwnCommand>,
  passing: ReadonlySet<CommandId>,
): Promise<OwnCommand | undefined> => {
  const undone = new Set<CommandId>();
  return find(newestFirst, (command) => {
    if (undone.has(idOf(command)) || passing.has(idOf(command))) return 'on';
    const undoes = named(command, 'undoes');
    if (undoes === undefined) return 'this';
    undone.add(undoes);
    return 'on';
  });
};

/** The undoing that is taken back next; none once a command has been given that is neither undoing nor redoing. */
export const nextToRedo = (
  newestFirst: AsyncIterable<OwnCommand>,
  passing: ReadonlySet<CommandId>,
): Promise<OwnCommand | undefined> => {
  const redone = new Set<CommandId>();
  return find(newestFirst, (command) => {
    const redoes = named(command, 'redoes');
    if (redoes !== undefined) {
      redone.add(redoes);
      return 'on';
    }
    if (named(command, 'undoes') === undefined) return 'end';
    return redone.has(idOf(command)) || passing.has(idOf(command)) ? 'on' : 'this';
  });
};

const find = async (
  newestFirst: AsyncIterable<OwnCommand>,
  judge: (command: OwnCommand) => 'this' | 'on' | 'end',
): Promise<OwnCommand | undefined> => {
  for await (const command of newestFirst) {
    const verdict = judge(command);
    if (verdict === 'this') return command;
    if (verdict === 'end') return undefined;
  }
  return undefined;
};
