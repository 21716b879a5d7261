/** Prose that whole devices write, and the conflicts that come of it. */
import { expect } from 'vitest';
import { viewBody } from '../../src/book/body-edits.ts';
import { settle } from '../../src/book/settle.ts';
import type { AggregateId, CommandId } from '../../src/kernel/ids.ts';
import { conflictsOf, createDevices, hashesOf, openAgain, run, syncAll, type Device } from './devices.ts';

export const BODY = 'body:1' as AggregateId;

export const textOf = async ({ book }: Device): Promise<string> => (await viewBody(book, BODY)).text;

/** Writes `wanted` in the place of `found`, of which there is one. */
export const replace = async (device: Device, found: string, wanted: string): Promise<void> => {
  const at = (await textOf(device)).indexOf(found);
  expect(at).toBeGreaterThanOrEqual(0);
  await run(device, 'body.edit', BODY, { splices: [{ at, deleted: found.length, inserted: wanted }] });
};

export const append = async (device: Device, inserted: string): Promise<void> => {
  const at = (await textOf(device)).length;
  await run(device, 'body.edit', BODY, { splices: [{ at, deleted: 0, inserted }] });
};

export const writing = async (text: string): Promise<readonly [Device, Device]> => {
  const devices = await createDevices(2);
  if (text !== '') await append(devices[0]!, text);
  await syncAll(devices);
  return devices;
};

export const BEGUN = 'The bridge is sound. The rail is loose. Nobody was there.';

export const inConflict = async (): Promise<readonly [Device, Device]> => {
  const both = await writing(BEGUN);
  await replace(both[0], 'loose', 'missing');
  await replace(both[1], 'The rail', 'A handrail');
  await syncAll(both);
  return both;
};

export const settled = async (device: Device, value: string | null) => {
  const [row] = await conflictsOf(device);
  const done = await settle(
    device,
    { conflict: row!.id, over: row!.over, value },
    device.newId() as CommandId,
  );
  if (!done.ok) throw new Error(done.error.message);
};

/** The texts that stand side by side, and what stands now, of each conflict; equal on both devices and when rebuilt. */
export const textsInConflict = async (devices: readonly Device[]) => {
  await syncAll(devices);
  const rows = await conflictsOf(devices[0]!);
  for (const device of devices) {
    expect(await conflictsOf(device)).toEqual(rows);
    await device.book.rebuild(() => undefined);
    expect(await conflictsOf(device)).toEqual(rows);
    const again = await openAgain(device);
    expect(await again.book.stateHash()).toBe(await device.book.stateHash());
  }
  expect(new Set(await hashesOf(devices)).size).toBe(1);
  return rows.map(({ sides, standing }) => ({
    sides: sides.map(({ value }) => value as string).toSorted(),
    standing,
  }));
};
