import { kindOf, nameIn } from '../domain/parts.ts';
import type { Event } from '../events/event.ts';
import type { Refusal } from '../history/compensate.ts';
import type { OwnCommand } from '../history/undo-line.ts';
import type { Failure } from '../kernel/result.ts';
import type { Engine } from './engine.ts';

const PARTS: { readonly [kind: string]: (name: string) => string } = {
  record: () => 'the record',
  title: () => 'the title',
  status: () => 'the status',
  assignee: () => 'who it is assigned to',
  archived: () => 'whether it is archived',
  field: (name) => `“${name}”`,
  tag: (name) => `the tag “${name}”`,
  task: () => 'the task',
  'task-title': () => 'the task',
  'task-done': () => 'the task',
  name: () => 'the name',
  age: () => 'the age',
  interest: (name) => `the interest “${name}”`,
  text: () => 'the prose',
};

const NO_CHANGE = 'It stands as it did before: there is nothing to take back.';
const FACT =
  'What is added to the log, said in a comment or signed is there for good: it cannot be taken back.';
const PERSON = 'A person who was added stays.';

/** Why a command is not taken back, and whose later change of what would be lost. */
export const refusalToFailure = async (
  engine: Engine,
  target: OwnCommand,
  refusal: Refusal,
  isOwn: (event: Event) => boolean,
): Promise<Failure> => {
  const code = `undo-${refusal.why}`;
  if (refusal.why === 'no-change') return { code, message: NO_CHANGE };
  if (refusal.why === 'fact') return { code, message: target[0]!.type === 'person.created' ? PERSON : FACT };
  const { part, by } = refusal;
  const what = PARTS[kindOf(part)]!(nameIn(part));
  if (!by || isOwn(by)) return { code, message: `You have changed ${what} since: that would be lost.` };
  const day = by.at.slice(0, 16).replace('T', ' ');
  return {
    code,
    message: `${await writerOf(engine, by)} has changed ${what} since (${day}): that would be lost. Change it by hand where that is meant.`,
  };
};

/** By name, with the device, for another device of one's own may have written too. */
const writerOf = async ({ ports, cached }: Engine, { actor, place }: Event): Promise<string> => {
  const person = await ports.store.read(['people'], (tx) => tx.get('people', actor));
  const { members } = cached.membership;
  const device = Object.hasOwn(members, place.device) ? members[place.device]!.name : undefined;
  return `${person?.name ?? actor}${device === undefined ? '' : ` on ${device}`}`;
};
