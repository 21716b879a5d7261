import type { CommandBase, Decider } from '../../src/domain/decider.ts';
import type { Draft, Event } from '../../src/events/event.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { commandOf, eventOf } from './events.ts';

type Asked<Command> = Command extends CommandBase ? Omit<Command, 'id' | 'aggregate'> : never;

export const refused = (code: string, at?: string) => ({ refused: code, at });

/** Given what has happened, when a command is decided, then the outcome is its events or its refusal. */
export const specify = <State, Command extends CommandBase>(decider: Decider<State, Command>) => {
  const fold = (history: readonly Event[]): State =>
    history.reduce((state, event) => decider.evolve(state, event), decider.initial);
  return (...history: readonly Event[]) => ({
    state: fold(history),
    when: (asked: Asked<Command>) => {
      const aggregate = `${decider.type}:1` as AggregateId;
      const command = { id: commandOf(99), aggregate, ...asked } as unknown as Command;
      const decided = decider.decide(command, fold(history));
      const events = (decided.ok ? decided.value.drafts : []).map(
        ({ type, payload, ...rest }: Draft, index) => eventOf(100 + index, type, payload, rest),
      );
      return {
        outcome: decided.ok
          ? decided.value.drafts.map(({ v: _, ...draft }) => draft)
          : refused(decided.error.code, decided.error.at),
        /** The state that follows, folded from the events. */
        state: fold([...history, ...events]),
      };
    },
  });
};
