import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importFile } from '../support/fleet-cli.ts';
import { readEventLog } from '../../tools/fleet/event-log.ts';

const PERMITS = '../shared/data/permits.csv.gz';
const DEVICES = 4;

/** Fields of a case for which devices that had not met wrote different values, by the log alone. */
const expectedConflicts = async (): Promise<number> => {
  const { rows } = await readEventLog(PERMITS);
  const people = [...new Set(rows.map((row) => row.person))].toSorted();
  /** By case and field, the values with which devices began it: each at the first of its rows. */
  const begun = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const { caseName, caseFields, person } of rows) {
    const key = `${people.indexOf(person) % DEVICES} ${caseName}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const [field, value] of Object.entries(caseFields)) {
      const of = `${caseName}\n${field}`;
      begun.set(of, (begun.get(of) ?? new Set()).add(value));
    }
  }
  return [...begun.values()].filter((values) => values.size > 1).length;
};

test(
  'a real event log over four devices is the same on all, and after a rebuild',
  { timeout: 180_000 },
  async ({ skip }) => {
    skip(!existsSync(PERMITS), `${PERMITS} is not there`);
    const { status, result } = await importFile(PERMITS, '--devices', String(DEVICES));
    expect(result).toMatchObject({ records: 1434, entries: 8577, people: 48, badRows: 0, converged: true });
    expect(new Set([...result!.stateSha256, ...result!.rebuiltSha256]).size).toBe(1);
    expect([result!.stateSha256.length, result!.rebuiltSha256.length]).toEqual([DEVICES, DEVICES]);
    expect(result!.conflicts).toBe(await expectedConflicts());
    expect(status).toBe(0);
  },
);
