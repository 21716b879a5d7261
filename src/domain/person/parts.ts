import type { Event } from '../../events/event.ts';
import { kindOf, memberPart, registerPart, type Part, type Parts, type PartTraits } from '../parts.ts';
import type { PersonPayloads } from './events.ts';
import type { PersonState } from './state.ts';

const personParts = (state: PersonState): Parts => {
  const parts = new Map<string, Part>([
    ['name', registerPart(state.name, '')],
    ['age', registerPart(state.age, null)],
  ]);
  for (const [interest, additions] of Object.entries(state.interests))
    parts.set(`interest:${interest}`, memberPart(additions));
  return parts;
};

const written: {
  readonly [Type in keyof PersonPayloads]: (payload: PersonPayloads[Type]) => readonly string[];
} = {
  'person.created': ({ interests = [] }) => [
    'name',
    'age',
    ...interests.map((interest) => `interest:${interest}`),
  ],
  'person.name-set': () => ['name'],
  'person.age-set': () => ['age'],
  'person.interest-added': ({ interest }) => [`interest:${interest}`],
  'person.interest-removed': ({ interest }) => [`interest:${interest}`],
};

export const personPartTraits: PartTraits<PersonState> = {
  of: personParts,
  written: ({ type, payload }: Event) =>
    Object.hasOwn(written, type)
      ? (written[type as keyof PersonPayloads] as (payload: object) => readonly string[])(payload)
      : [],
  absent: (part) => (kindOf(part) === 'interest' ? [false] : undefined),
  changedAlong: () => [],
  hides: () => false,
  command: 'person.put-back',
  uncreated: undefined,
};
