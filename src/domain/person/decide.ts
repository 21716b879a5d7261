import type { Draft } from '../../events/event.ts';
import { MAX_OVER } from '../../events/lines.ts';
import type { EventName } from '../../kernel/ids.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { additionsOf } from '../add-wins.ts';
import type { DecideFailure, Decision } from '../decider.ts';
import { given } from '../given.ts';
import { namesIn } from '../register.ts';
import type { PersonCommand } from './commands.ts';
import { personDraft } from './events.ts';
import { personPartTraits } from './parts.ts';
import { putBack } from './put-back.ts';
import { personRoom } from './room.ts';
import type { PersonState } from './state.ts';

export const exists = (state: PersonState): boolean => state.created.length > 0;

const replaced = (command: PersonCommand, state: PersonState): readonly EventName[] => {
  switch (command.type) {
    case 'person.create':
      return [];
    case 'person.set-name':
      return namesIn(state.name);
    case 'person.set-age':
      return namesIn(state.age);
    case 'person.add-interest':
    case 'person.remove-interest':
      return additionsOf(state.interests, command.interest);
    case 'person.put-back': {
      const now = personPartTraits.of(state);
      return Object.keys(command.parts).flatMap((part) => now.get(part)?.names ?? []);
    }
  }
};

/** Fixes what the edit replaces as it stands on screen (CF1), unless the caller has said it. */
export const withOver = (command: PersonCommand, state: PersonState): PersonCommand =>
  command.over ? command : { ...command, over: [...replaced(command, state)] };

const one = (draft: Draft): Result<Decision<PersonState>, never> => ok({ drafts: [draft] });

export const decide = (
  asked: PersonCommand,
  state: PersonState,
): Result<Decision<PersonState>, DecideFailure> => {
  const decision = decideAlone(asked, state);
  if (!decision.ok || personRoom.hasRoomFor(state, decision.value.drafts)) return decision;
  return fail('not-allowed', 'There is no room for more about this person.');
};

const decideAlone = (
  asked: PersonCommand,
  state: PersonState,
): Result<Decision<PersonState>, DecideFailure> => {
  const command = withOver(asked, state);
  if (command.type === 'person.create') {
    if (exists(state)) return fail('already-exists', `The person ${command.aggregate} already exists.`);
    const { name, age, interests } = command;
    return one(personDraft('person.created', given({ name, age, interests })));
  }
  if (!exists(state)) return fail('not-found', `The person ${command.aggregate} was not found.`);
  if (command.type === 'person.put-back') return ok({ drafts: putBack(command, state) });
  const over = (command.over ?? []).slice(0, MAX_OVER);
  switch (command.type) {
    case 'person.set-name':
      return one(personDraft('person.name-set', { name: command.name }, over));
    case 'person.set-age':
      return one(personDraft('person.age-set', { age: command.age }, over));
    case 'person.add-interest':
      return one(personDraft('person.interest-added', { interest: command.interest }, over));
    case 'person.remove-interest':
      return over.length
        ? one(personDraft('person.interest-removed', { interest: command.interest }, over))
        : fail('not-found', `The person has no interest "${command.interest}".`, 'interest');
  }
};
