import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { importFile } from '../support/fleet-cli.ts';
import { temporaryFolder } from '../support/run-server.ts';
import { readEventLog } from '../../tools/fleet/event-log.ts';

const PERMITS = '../shared/data/permits.csv.gz';
const DEVICES = 4;

/** Fields of a case for which devices that had not met wrote different values, by the log alone. */
const expectedConflicts = async (file: string): Promise<number> => {
  const { rows } = await readEventLog(file);
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
    // Whatever column one takes, all rows of a case say the same of it.
    expect([await expectedConflicts(PERMITS), result!.conflicts]).toEqual([0, 0]);
    expect(status).toBe(0);
  },
);

/** Cases of the variant: enough to meet each kind of case, and quickly imported. */
const CASES = 300;

/** The same log with the person of the row in the place of the one responsible for the case: rows then disagree. */
const writeVariant = (): string => {
  const [columns, ...rows] = parse(gunzipSync(readFileSync(PERMITS)), { bom: true }) as string[][];
  const at = (name: string): number => columns!.indexOf(name);
  const cases = new Set([...new Set(rows.map((row) => row[at('case:concept:name')]))].slice(0, CASES));
  const changed = rows
    .filter((row) => cases.has(row[at('case:concept:name')]))
    .map((row) => row.with(at('case:responsible'), row[at('org:resource')]!));
  const file = join(temporaryFolder(), 'variant.csv');
  const toLine = (cells: readonly string[]) => cells.map((cell) => JSON.stringify(cell)).join(',');
  writeFileSync(file, [columns!, ...changed].map(toLine).join('\n'));
  return file;
};

test(
  'CF1: where rows of a case disagree, each field that two devices wrote differently is one conflict',
  { timeout: 180_000 },
  async ({ skip }) => {
    skip(!existsSync(PERMITS), `${PERMITS} is not there`);
    const variant = writeVariant();
    const { status, result } = await importFile(variant, '--devices', String(DEVICES));
    expect(result).toMatchObject({ records: CASES, badRows: 0, converged: true });
    expect(result!.conflicts).toBeGreaterThan(0);
    expect(result!.conflicts).toBe(await expectedConflicts(variant));
    expect(status).toBe(0);
  },
);
