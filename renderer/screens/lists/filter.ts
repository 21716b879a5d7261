import type { PersonRow, RecordRow, TaskRow } from '../../../src/projections/rows.ts';

/** All words of `query` must be found, in any order and place. */
const finder = (query: string): ((...texts: readonly string[]) => boolean) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (...texts) => {
    const text = texts.join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  };
};

export const filterRecords = (rows: readonly RecordRow[], query: string, archived: boolean) => {
  const finds = finder(query);
  return rows.filter(
    (row) => row.archived === (archived ? 1 : 0) && finds(row.title, row.status, ...row.tags),
  );
};

export const filterPeople = (rows: readonly PersonRow[], query: string) => {
  const finds = finder(query);
  return rows.filter((row) => finds(row.name, ...row.interests));
};

export const filterTasks = (rows: readonly TaskRow[], query: string, done: boolean) => {
  const finds = finder(query);
  return rows.filter((row) => row.done === (done ? 1 : 0) && finds(row.title));
};
