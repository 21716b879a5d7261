import type { Draft, Event, Json } from '../events/event.ts';
import type { AggregateId, CommandId, EventName } from '../kernel/ids.ts';
import type { Failure, Result } from '../kernel/result.ts';
import type { PartTraits } from './parts.ts';
import type { Cause } from './schema.ts';

export interface Decision<State> {
  readonly drafts: readonly Draft[];
  /**
   * The state after the events that `drafts` become, where making it again from them would be dear (an Automerge
   * document: 26 ms to apply, 0.1 ms to make). Equal to evolving, or left out.
   */
  readonly next?: (events: readonly Event[]) => State;
}

export type DecideFailure = Failure<
  'already-exists' | 'not-found' | 'invalid-command' | 'not-allowed' | 'changed-meanwhile'
>;

/**
 * What a decider has whose events commute. Its `evolve` may use up the state it is given (an Automerge document), so
 * that after one that throws only the whole stream will do; and then order matters, for what is left out (QU1).
 */
export interface Commuting<State> {
  /** Can these be folded onto the state with none left out? Changes nothing. */
  readonly fits: (state: State, events: readonly Event[]) => boolean;
  /** The state of a whole stream of which some commands do not fit, and why, by their index in canonical order. */
  readonly sift: (commands: readonly (readonly Event[])[]) => {
    readonly state: State;
    readonly refused: ReadonlyMap<number, string>;
  };
}

/** One aggregate type: pure functions and a version. `decide` may refuse; `evolve` is total. */
export interface Decider<State, Command> {
  readonly type: string;
  /** Raised when `evolve` changes meaning: snapshots and quarantines of other versions are void. */
  readonly version: number;
  readonly initial: State;
  /** The command with `over` filled in from the state the person saw, where the caller did not give it. */
  readonly withOver?: (command: Command, state: State) => Command;
  readonly decide: (command: Command, state: State) => Result<Decision<State>, DecideFailure>;
  readonly evolve: (state: State, event: Event) => State;
  /** Applies many events at once, where that is cheaper; must equal one by one. */
  readonly evolveAll?: (state: State, events: readonly Event[]) => State;
  /** There when any causal order of arrival gives the same state (FO1); then copies of an effect change nothing. */
  readonly commutes?: Commuting<State>;
  /** What a snapshot row holds: anything structured-clonable. */
  readonly freeze: (state: State) => unknown;
  readonly thaw: (frozen: unknown) => State;
  /** What is hashed to compare devices (ST1): plain JSON, prose as text. */
  readonly digest: (state: State) => Json;
  /** Is this state that of an aggregate which exists? */
  readonly exists: (state: State) => boolean;
  /** Types of events of which it matters who said it, as much as what was said (ON1). */
  readonly vouched?: ReadonlySet<string>;
  /** What can be put back as it stood; left out where that is a matter of its own (prose). */
  readonly parts?: PartTraits<State>;
}

/** What every command says about itself. */
export interface CommandBase {
  readonly id: CommandId;
  readonly type: string;
  readonly aggregate: AggregateId;
  /** The events whose values it replaces: fixed when the edit began, it survives retries (CF1). */
  readonly over?: readonly EventName[] | undefined;
  /** Why, in the person's words: it is recorded with the events. */
  readonly reason?: string | undefined;
  /** What it takes back, or the state that it goes back to: recorded with the events (HI2, HI3). */
  readonly cause?: Cause | undefined;
  /** Whom it is recorded as, where that is not the person of this device. */
  readonly actor?: string | undefined;
  /** The wall time it claims, where that is not now. */
  readonly at?: string | undefined;
}
