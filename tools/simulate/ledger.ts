import type { AggregateId, CommandId } from '../../src/kernel/ids.ts';
import type { Held } from './world/world.ts';

/** A command that a device has acknowledged to a person: "saved here". */
export interface Acknowledged {
  readonly command: CommandId;
  readonly aggregate: AggregateId;
  readonly profile: string;
  /** What only it has written, where that can be looked for: the text of an entry or a comment. */
  readonly mark?: string;
}

/** A device at a moment at which all that it has acknowledged must be on its disk. */
interface Moment {
  readonly profile: string;
  readonly what: string;
  readonly held: Held;
  /** Of the acknowledged, the ones from `from` up to here. */
  readonly from: number;
  readonly to: number;
}

/** What was destroyed, with what was left of everything, on all disks together. */
interface Destruction {
  readonly left: readonly Held[];
  /** Acknowledged so far. */
  readonly to: number;
}

/** What was promised, for the checks at the end. */
export interface Ledger {
  acknowledge(entry: Acknowledged): void;
  readonly entries: readonly Acknowledged[];
  /** Command ids that were given with different contents: all of them take effect, and are reported (ON1). */
  readonly disputed: Set<CommandId>;
  readonly moments: readonly Moment[];
  readonly destructions: readonly Destruction[];
  mustHold(profile: string, what: string, held: Held): void;
  /** The disk of `profile` was wiped or put back: it answers for what it acknowledges from now on. */
  destroyed(profile: string | undefined, left: readonly Held[]): void;
}

export const createLedger = (): Ledger => {
  const entries: Acknowledged[] = [];
  const moments: Moment[] = [];
  const destructions: Destruction[] = [];
  const answersFrom = new Map<string, number>();
  return {
    entries,
    moments,
    destructions,
    disputed: new Set(),
    acknowledge: (entry) => void entries.push(entry),
    mustHold: (profile, what, held) =>
      void moments.push({
        profile,
        what,
        held,
        from: answersFrom.get(profile) ?? 0,
        to: entries.length,
      }),
    destroyed: (profile, left) => {
      if (profile !== undefined) answersFrom.set(profile, entries.length);
      destructions.push({ left, to: entries.length });
    },
  };
};
