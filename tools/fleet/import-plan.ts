import { createHash } from 'node:crypto';
import { parseCommand } from '../../src/commands/parse.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { randomId } from './device.ts';
import type { EventLog, LogRow } from './event-log.ts';

const definitions = createDefinitions({ actor: randomId() });
/** Where only the form of a command is asked about. */
const NO_ID = '0'.repeat(32);

/** A row with the ids that make it recognisable: importing it again is the same command. */
export interface Planned {
  readonly row: LogRow;
  readonly device: number;
  readonly command: string;
}

/** What the domain would refuse is a bad row, told by its line before anything is recorded. */
export const withoutUnfit = (log: EventLog, source: string): EventLog => {
  const bad = [...log.bad];
  const rows = log.rows.filter((row) => {
    const asked = [
      ...(row.person === '' ? [] : [personCommand(row.person)]),
      caseCommand(row),
      entryCommand(row, NO_ID, source),
    ];
    const refused = asked.map((command) => parseCommand(command, definitions)).find((parsed) => !parsed.ok);
    if (refused && !refused.ok) bad.push({ line: row.line, why: refused.error.message });
    return !refused;
  });
  return { rows, bad: bad.toSorted((a, b) => a.line - b.line) };
};

/** A row's command is named after its bytes and its occurrence, so two identical rows are two entries. */
export const plan = (
  rows: readonly LogRow[],
  people: readonly string[],
  count: number,
): readonly Planned[] => {
  const seen = new Map<string, number>();
  const deviceOf = new Map(people.map((name, i) => [name, i % count]));
  return rows.map((row) => {
    const occurrence = (seen.get(row.raw) ?? 0) + 1;
    seen.set(row.raw, occurrence);
    return { row, device: deviceOf.get(row.person) ?? 0, command: idOf('row', String(occurrence), row.raw) };
  });
};

/** Rows whose case columns say something else than those with which their device began the case: that is in no record. */
export const contradicting = (planned: readonly Planned[]): readonly LogRow[] => {
  const begun = new Map<string, string>();
  return planned.flatMap(({ row, device }) => {
    const [place, says] = [`${device} ${row.caseName}`, JSON.stringify(row.caseFields)];
    const first = begun.get(place) ?? says;
    begun.set(place, first);
    return says === first ? [] : [row];
  });
};

export const personCommand = (name: string) => ({
  id: idOf('person', name),
  type: 'person.create',
  aggregate: personId(name),
  name,
  actor: personId(name),
});

/** Named after the case and what its columns say: devices that make the same case make one effect of it (ON1). */
export const caseCommand = ({ caseName, caseFields }: LogRow) => ({
  id: idOf('case', caseName, JSON.stringify(caseFields)),
  type: 'record.create',
  aggregate: recordId(caseName),
  title: caseName,
  fields: caseFields,
});

/** Who is said to have done what the log names nobody for: the same wherever it is imported (ON1). */
const NOBODY = 'unknown';

export const entryCommand = (
  { caseName, activity, at, attributes, person }: LogRow,
  id: string,
  source: string,
) => ({
  id,
  type: 'record.add-entry',
  aggregate: recordId(caseName),
  text: activity,
  happened: at,
  source,
  ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  actor: person === '' ? NOBODY : personId(person),
});

/** 32 hex digits. */
const idOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

const recordId = (caseName: string): AggregateId => `record:${idOf('record', caseName)}` as AggregateId;
const personId = (name: string): AggregateId => `person:${idOf('someone', name)}` as AggregateId;
