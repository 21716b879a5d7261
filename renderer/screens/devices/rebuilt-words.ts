import type { Rebuilt } from '../../../src/book/rebuilt.ts';

const count = (number: number, one: string, many: string): string =>
  `${number === 0 ? 'no' : number.toLocaleString()} ${number === 1 ? one : many}`;

/** What has come of making the lists again. */
export const rebuiltWords = ({ records, people, tasks, conflicts, different }: Rebuilt): string => {
  const made = `Made again from the log: ${[
    count(records, 'record', 'records'),
    count(people, 'person', 'people'),
    count(tasks, 'task', 'tasks'),
  ].join(', ')} and ${count(conflicts, 'open conflict', 'open conflicts')}.`;
  if (different === 0) return `${made} Every line is as it was.`;
  return `${made} ${different === 1 ? 'One line is' : `${different.toLocaleString()} lines are`} not as before: what is shown now is what the log says.`;
};
