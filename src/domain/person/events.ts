import { drafter, firstVersion } from '../definition.ts';
import { key, line, z } from '../schema.ts';

const MAX_AGE = 150;
const MAX_INTERESTS = 256;

/** Whole years. */
export const age = z.int().min(0).max(MAX_AGE);
export const interests = z.array(key).max(MAX_INTERESTS);

export const personEvents = {
  'person.created': firstVersion(
    z.object({ name: line, age: age.exactOptional(), interests: interests.exactOptional() }),
  ),
  'person.name-set': firstVersion(z.object({ name: line })),
  'person.age-set': firstVersion(z.object({ age: age.nullable() })),
  'person.interest-added': firstVersion(z.object({ interest: key })),
  'person.interest-removed': firstVersion(z.object({ interest: key })),
};

export type PersonPayloads = {
  readonly [Type in keyof typeof personEvents]: z.output<(typeof personEvents)[Type]['payload']>;
};

export const personDraft = drafter(personEvents);
