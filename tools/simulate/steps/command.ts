import type { BodyState } from '../../../src/domain/body/state.ts';
import type { RecordState } from '../../../src/domain/record/state.ts';
import type { AggregateId, CommandId, EventName } from '../../../src/kernel/ids.ts';
import { bytesToHex } from '../../../src/kernel/bytes.ts';
import type { Dice } from '../world/dice.ts';
import { POISON } from '../world/software.ts';
import { drawProse } from './prose.ts';

/** A command as a page would give it. */
export interface Command {
  readonly id: CommandId;
  readonly type: string;
  readonly aggregate: AggregateId;
  readonly over?: readonly EventName[];
  readonly actor?: string;
  /** A text that no other command writes. */
  readonly text?: string;
}

const WORDS = ['north', 'south', 'east'];

/** Some aggregates are busy, so that their snapshots are put to use, and most are not. */
export const pickAggregate = (dice: Dice, records: number): AggregateId => {
  if (dice.chance(0.85)) return `record:${Math.floor(records * dice.next() ** 2)}` as AggregateId;
  return (dice.chance(0.6) ? 'person:0' : 'body:0') as AggregateId;
};

export type Rest = { readonly type: string; readonly [more: string]: unknown };
type Make = (dice: Dice, state: RecordState, id: CommandId) => Rest;

const someTask = (dice: Dice, { tasks }: RecordState): EventName =>
  tasks.length > 0 ? dice.pick(tasks).id : ('0'.repeat(64) as EventName);

const RECORD_COMMANDS: readonly Make[] = [
  (dice) => ({ type: 'record.set-title', title: dice.pick(WORDS) }),
  (dice) => ({ type: 'record.set-field', field: `f${dice.below(2)}`, value: dice.below(5) }),
  (dice) => ({ type: 'record.set-field', field: 'f0', value: dice.pick(WORDS) }),
  (dice) => ({ type: 'record.set-status', status: dice.pick(['open', 'in review', 'closed']) }),
  (dice) => ({ type: 'record.assign', person: dice.pick(WORDS) }),
  (_, __, id) => ({ type: 'record.add-entry', text: id }),
  (_, __, id) => ({ type: 'record.add-comment', text: id }),
  (_, __, id) => ({ type: 'record.add-comment', text: id }),
  (dice) => ({ type: 'record.add-task', title: dice.pick(WORDS) }),
  (dice, state) => ({ type: 'record.set-task', task: someTask(dice, state), done: dice.chance(0.5) }),
  (dice, state) => ({ type: 'record.remove-task', task: someTask(dice, state) }),
  () => ({ type: 'record.archive' }),
  () => ({ type: 'record.restore' }),
  (dice) => ({ type: 'record.sign-off', meaning: dice.pick(WORDS) }),
  (dice) => ({ type: 'record.add-tag', tag: dice.pick(WORDS) }),
  (dice) => ({ type: 'record.add-tag', tag: dice.pick(WORDS) }),
  (dice, { tags }) => ({
    type: 'record.remove-tag',
    tag: Object.keys(tags).toSorted()[0] ?? dice.pick(WORDS),
  }),
];

const PERSON_COMMANDS: readonly Make[] = [
  (dice) => ({ type: 'person.set-name', name: dice.pick(WORDS) }),
  (dice) => ({ type: 'person.set-age', age: dice.below(90) }),
  (dice) => ({ type: 'person.add-interest', interest: dice.pick(WORDS) }),
  (dice) => ({ type: 'person.remove-interest', interest: dice.pick(WORDS) }),
];

export interface Wanted {
  readonly knowsTags: boolean;
  /** Probability of a comment that breaks the releases which are not mended. */
  readonly poison: number;
}

/** A command for an aggregate as it stands; the first one begins it. */
export const drawCommand = (
  dice: Dice,
  aggregate: AggregateId,
  exists: boolean,
  state: unknown,
  { knowsTags, poison }: Wanted,
): Command => {
  const id = bytesToHex(dice.bytes(16)) as CommandId;
  const make = (rest: Rest): Command => ({ id, aggregate, ...rest });
  if (aggregate.startsWith('body:')) return make(drawProse(dice, state as BodyState, WORDS));
  const isPerson = aggregate.startsWith('person:');
  if (!exists)
    return make(
      isPerson
        ? { type: 'person.create', name: dice.pick(WORDS) }
        : { type: 'record.create', title: dice.pick(WORDS), fields: { f0: dice.below(3) } },
    );
  if (!isPerson && dice.chance(poison)) return make({ type: 'record.add-comment', text: POISON });
  const commands = isPerson ? PERSON_COMMANDS : RECORD_COMMANDS;
  const drawn = dice.pick(commands)(dice, state as RecordState, id);
  return make(
    knowsTags || !drawn.type.endsWith('-tag') ? drawn : { type: 'record.set-title', title: 'west' },
  );
};
