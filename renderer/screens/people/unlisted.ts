import type { EnrolmentInfo } from '../../../src/book/enrolments.ts';
import type { PersonRow } from '../../../src/projections/rows.ts';

const key = (name: string): string => name.trim().toLowerCase();

/** Names of those whose devices are in the book, each once, who are no entry of the list under their name or id. */
export const unlisted = (
  enrolments: readonly EnrolmentInfo[],
  people: readonly PersonRow[],
): readonly string[] => {
  const listed = new Set(people.flatMap(({ id, name }) => [key(id), key(name)]));
  const names = new Map(enrolments.map(({ actor }) => [key(actor), actor]));
  return [...names].filter(([name]) => !listed.has(name)).map(([, actor]) => actor);
};
