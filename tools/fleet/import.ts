import { basename } from 'node:path';
import type { RecordState } from '../../src/domain/record/state.ts';
import { foundDevice, joinDevice, type Device } from './device.ts';
import { readEventLog } from './event-log.ts';
import {
  caseCommand,
  contradicting,
  entryCommand,
  personCommand,
  plan,
  withoutUnfit,
  type Planned,
} from './import-plan.ts';
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
  for (const { line } of contradicting(planned))
    process.stderr.write(
      `line ${line}: its case columns say something else than an earlier row of the case; they are not recorded\n`,
    );
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
