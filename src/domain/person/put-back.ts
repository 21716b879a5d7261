import type { Draft, Json } from '../../events/event.ts';
import { MAX_OVER } from '../../events/lines.ts';
import type { EventName } from '../../kernel/ids.ts';
import { kindOf, nameIn, sameValues } from '../parts.ts';
import type { PersonCommand } from './commands.ts';
import { personDraft } from './events.ts';
import { personPartTraits } from './parts.ts';
import type { PersonState } from './state.ts';

type PutBack = Extract<PersonCommand, { type: 'person.put-back' }>;

const WRITES: { readonly [kind: string]: (value: Json, over: readonly EventName[], name: string) => Draft } =
  {
    name: (name, over) => personDraft('person.name-set', { name: name as string }, over),
    age: (age, over) => personDraft('person.age-set', { age: age as number | null }, over),
    interest: (isThere, over, interest) =>
      personDraft(isThere ? 'person.interest-added' : 'person.interest-removed', { interest }, over),
  };

/** Writes that make the given parts what they were, over what stands and the command has seen (CF1). */
export const putBack = ({ parts, over }: PutBack, state: PersonState): readonly Draft[] => {
  const now = personPartTraits.of(state);
  const seen = new Set(over);
  return Object.entries(parts).flatMap(([part, values]) => {
    const { values: held, names } = now.get(part) ?? {
      values: personPartTraits.absent(part) ?? [],
      names: [],
    };
    if (sameValues(values, held)) return [];
    const replaced = names.filter((name) => seen.has(name)).slice(0, MAX_OVER);
    return values.map((value, i) => WRITES[kindOf(part)]!(value, i === 0 ? replaced : [], nameIn(part)));
  });
};
