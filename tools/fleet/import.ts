import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { parseCommand } from '../../src/commands/parse.ts';
import { createDefinitions } from '../../src/domain/catalogue.ts';
import type { RecordState } from '../../src/domain/record/state.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { foundDevice, joinDevice, randomId, type Device } from './device.ts';
import { readEventLog, type EventLog, type LogRow } from './event-log.ts';
import { connectDevice, type Link } from './link.ts';
import { startServer } from './server.ts';
import { countEvents, segmentsOf, untilEqual } from './settle.ts';

export interface Imported {
  readonly devices: number;
  readonly records: number;
  readonly entries: number;
  readonly people: number;
  readonly events: number;
  readonly converged: boolean;
  readonly stateSha256: readonly string[];
  readonly rebuiltSha256: readonly string[];
  readonly badRows: number;
  readonly conflicts: number;
  readonly ms: number;
}

const definitions = createDefinitions({ actor: randomId() });
/** Where only the form of a command is asked about. */
const NO_ID = '0'.repeat(32);

/** A row with the ids that make it recognisable: importing it again is the same command. */
interface Planned {
  readonly row: LogRow;
  readonly device: number;
  readonly command: string;
}

/**
 * Records an event log on several devices while they are offline, each the rows of its own people, then lets them
 * sync. `twice`: imports it again, which must add nothing.
 */
export const importLog = async (
  file: string,
  count: number,
  twice: boolean,
  onProgress: (done: number) => void,
): Promise<Imported> => {
  const started = performance.now();
  const { rows, bad } = withoutUnfit(await readEventLog(file), basename(file));
  for (const { line, why } of bad) process.stderr.write(`line ${line} is skipped: ${why}\n`);
  const people = [...new Set(rows.map((row) => row.person).filter((name) => name !== ''))].toSorted();
  const planned = plan(rows, people, count);
  const server = await startServer();
  try {
    const devices = await startDevices(count, server.url);
    await recordAll(devices, people, planned, basename(file), onProgress);
    let links = devices.map(goOnline);
    await untilEqual(devices);
    if (twice) {
      links.forEach((link) => link.close());
      await recordAll(devices, people, planned, basename(file), onProgress);
      links = devices.map(goOnline);
      await untilEqual(devices);
    }
    const stateSha256 = await hashAll(devices);
    const [records, entries, conflicts, found] = await summarise(devices[0]!);
    const events = countEvents(await segmentsOf(devices[0]!));
    for (const { book } of devices) await book.rebuild(() => undefined);
    const rebuiltSha256 = await hashAll(devices);
    links.forEach((link) => link.close());
    const converged = new Set([...stateSha256, ...rebuiltSha256]).size === 1;
    return {
      devices: count,
      records,
      entries,
      people: found,
      events,
      converged,
      stateSha256,
      rebuiltSha256,
      badRows: bad.length,
      conflicts,
      ms: Math.round(performance.now() - started),
    };
  } finally {
    await server.stop();
  }
};

/** What the domain would refuse is a bad row, told by its line before anything is recorded. */
const withoutUnfit = (log: EventLog, source: string): EventLog => {
  const bad = [...log.bad];
  const rows = log.rows.filter((row) => {
    const asked = [...(row.person === '' ? [] : [personCommand(row.person)]), caseCommand(row), entryCommand(row, NO_ID, source)];
    const refused = asked.map((command) => parseCommand(command, definitions)).find((parsed) => !parsed.ok);
    if (refused && !refused.ok) bad.push({ line: row.line, why: refused.error.message });
    return !refused;
  });
  return { rows, bad: bad.toSorted((a, b) => a.line - b.line) };
};

/** A row's command is named after its bytes and its occurrence, so two identical rows are two entries. */
const plan = (rows: readonly LogRow[], people: readonly string[], count: number): readonly Planned[] => {
  const seen = new Map<string, number>();
  const deviceOf = new Map(people.map((name, i) => [name, i % count]));
  return rows.map((row) => {
    const occurrence = (seen.get(row.raw) ?? 0) + 1;
    seen.set(row.raw, occurrence);
    return { row, device: deviceOf.get(row.person) ?? 0, command: idOf('row', String(occurrence), row.raw) };
  });
};

const startDevices = async (count: number, url: string): Promise<readonly Device[]> => {
  const first = await foundDevice('device 1', url);
  const devices = [first];
  for (let i = 1; i < count; i++) devices.push(await joinDevice(`device ${i + 1}`, first));
  const links = devices.map((device) => connectDevice(device, false));
  await untilEqual(devices);
  links.forEach((link) => link.close());
  return devices;
};

const goOnline = (device: Device): Link => {
  const link = connectDevice(device, false);
  void device.book.seal();
  return link;
};

const recordAll = async (
  devices: readonly Device[],
  people: readonly string[],
  planned: readonly Planned[],
  source: string,
  onProgress: (done: number) => void,
): Promise<void> => {
  for (const [i, name] of people.entries()) await run(devices[i % devices.length]!, personCommand(name));
  const created = devices.map(() => new Set<string>());
  for (const [i, { row, device, command }] of planned.entries()) {
    const on = devices[device]!;
    if (!created[device]!.has(row.caseName)) await run(on, caseCommand(row));
    created[device]!.add(row.caseName);
    await run(on, entryCommand(row, command, source));
    if (i % 500 === 0) onProgress(i / planned.length);
  }
};

const personCommand = (name: string) => ({
  id: idOf('person', name), type: 'person.create', aggregate: personId(name), name, actor: personId(name),
});

/** Named after the case and what its columns say: devices that make the same case make one effect of it (ON1). */
const caseCommand = ({ caseName, caseFields }: LogRow) => ({
  id: idOf('case', caseName, JSON.stringify(caseFields)),
  type: 'record.create', aggregate: recordId(caseName), title: caseName, fields: caseFields,
});

const entryCommand = ({ caseName, activity, at, attributes, person }: LogRow, id: string, source: string) => ({
  id, type: 'record.add-entry', aggregate: recordId(caseName), text: activity, happened: at, source,
  ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  ...(person === '' ? {} : { actor: personId(person) }),
});

/** Another device's case that is here already is as good as one's own. */
const run = async (
  { name, book }: Device,
  command: { readonly type: string; readonly [field: string]: unknown },
): Promise<void> => {
  const done = await book.execute(command);
  if (!done.ok && done.error.code !== 'already-exists')
    throw new Error(`${name}: ${command.type}: ${done.error.message}`);
};

const hashAll = (devices: readonly Device[]): Promise<readonly string[]> =>
  Promise.all(devices.map(({ book }) => book.stateHash()));

const summarise = async ({
  store,
  book,
}: Device): Promise<readonly [records: number, entries: number, conflicts: number, people: number]> => {
  const rows = await store.read(['records'], (tx) => tx.range('records'));
  let entries = 0;
  for (const { id } of rows)
    entries += ((await book.aggregate(id)).folded.state as RecordState).entries.length;
  const people = await store.read(['people'], (tx) => tx.count('people'));
  return [rows.length, entries, rows.reduce((sum, row) => sum + row.conflicts, 0), people];
};

/** 32 hex digits. */
const idOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

const recordId = (caseName: string): AggregateId => `record:${idOf('record', caseName)}` as AggregateId;
const personId = (name: string): AggregateId => `person:${idOf('someone', name)}` as AggregateId;
