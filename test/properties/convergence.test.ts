import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64ToBytes } from '../../src/kernel/bytes.ts';
import type { AggregateId } from '../../src/kernel/ids.ts';
import { openSegment } from '../../src/log/open.ts';
import { parseSegment } from '../../src/log/segment.ts';
import {
  conflictsOf,
  createDevices,
  hashesOf,
  openAgain,
  run,
  segmentsOf,
  syncAll,
  type Device,
} from '../support/devices.ts';
import { doStep, POISONED, shuffled, steps, withPoison, type Step } from '../support/random-work.ts';

/** What happened now and then: a property that never saw it has shown nothing of it. */
const met = { held: 0, forks: 0, copies: 0, disputed: 0, quarantined: 0, snapshots: 0, conflicts: 0 };

const AGGREGATES = ['record:0', 'record:1', 'person:1', 'body:1'] as const;

/** Commands by aggregate, as the segments of the log have them. */
const admittedCommands = async (device: Device): Promise<ReadonlyMap<string, ReadonlySet<string>>> => {
  const { crypto } = device.ports;
  const commands = new Map<string, Set<string>>();
  for (const bytes of await segmentsOf(device)) {
    const segment = parseSegment(bytes, crypto.sha256);
    if (!segment.ok || segment.value.header.kind === 'control') continue;
    const key = base64ToBytes(Object.values(device.identity.epochs)[0]!);
    const opened = await openSegment(segment.value, key, crypto);
    if (!opened.ok) throw new Error(opened.error.message);
    for (const { aggregate, command } of opened.value)
      commands.set(aggregate, (commands.get(aggregate) ?? new Set()).add(command));
  }
  return commands;
};

/** Conservation: what was admitted is folded, or a copy, or quarantined (and a quarantined command is among those). */
const expectConserved = async (device: Device): Promise<void> => {
  const admitted = await admittedCommands(device);
  for (const id of AGGREGATES) {
    const { row, snapshot, older } = await device.book.aggregate(id as AggregateId);
    const taken = new Set([...older, ...row.tail.map((event) => event.command)]);
    expect([...taken].toSorted()).toEqual([...(admitted.get(id) ?? [])].toSorted());
    met.snapshots += snapshot ? 1 : 0;
    met.quarantined += row.quarantined.length;
    met.copies += Object.keys(row.aliases).length;
    met.disputed += row.disputed.length;
  }
};

const findingsOf = (device: Device) =>
  Promise.all(
    AGGREGATES.map(async (id) => {
      const { quarantined, aliases, disputed } = (await device.book.aggregate(id as AggregateId)).row;
      return [
        quarantined.map(({ command, message }) => `${command} ${message}`).toSorted(),
        aliases,
        disputed.toSorted(),
      ];
    }),
  );

const expectConvergence = async (work: readonly Step[]): Promise<void> => {
  const poisoned = async (device: Device) =>
    openAgain(device, { definitions: withPoison(device.ports.definitions) });
  const devices = await Promise.all((await createDevices(3)).map(poisoned));
  for (const id of ['record:0', 'record:1']) await run(devices[0]!, 'record.create', id, { title: 'Begun' });
  if (work.length % 3) await syncAll(devices);
  for (const step of work) await doStep(devices, step);
  await syncAll(devices);
  await syncAll(devices);

  const [hash, ...others] = await hashesOf(devices);
  expect(others).toEqual(others.map(() => hash));
  const findings = await findingsOf(devices[0]!);
  const conflicts = await conflictsOf(devices[0]!);
  met.conflicts += conflicts.length;
  for (const device of devices) {
    expect(await findingsOf(device)).toEqual(findings);
    expect(await conflictsOf(device)).toEqual(conflicts);
    await expectConserved(device);
  }
  const all = await segmentsOf(devices[0]!);
  const heads = await devices[0]!.book.log.heads();
  met.forks += heads.length > 3 ? 1 : 0;
  expect(await devices[0]!.book.log.take([...all, ...all])).toMatchObject({
    admitted: [],
    held: 0,
    refused: [],
  });

  const late = await poisoned((await createDevices(1, 'device'))[0]!);
  const segments = shuffled(all, work.length);
  for (let i = 0; i < segments.length; i += 3)
    met.held += (await late.book.log.take(segments.slice(i, i + 3))).held;
  // It has the founder's key, and so takes new ones (FK2).
  expect(await late.book.log.heads()).toHaveLength(heads.length + 1);
  expect(await late.book.stateHash()).toBe(hash);
  expect(await findingsOf(late)).toEqual(findings);
  expect(await conflictsOf(late)).toEqual(conflicts);
  for (const device of [devices[0]!, late]) {
    await device.book.rebuild(() => undefined);
    expect(await device.book.stateHash()).toBe(hash);
    expect(await findingsOf(device)).toEqual(findings);
    expect(await conflictsOf(device)).toEqual(conflicts);
  }
};

test('ST1: devices that have the same agree, whatever order it came in, from snapshots and after a rebuild', async () => {
  await fc.assert(fc.asyncProperty(steps, expectConvergence), { numRuns: 60, examples: [[POISONED]] });
  for (const [what, times] of Object.entries(met)) expect([what, times > 0]).toEqual([what, true]);
}, 120_000);
