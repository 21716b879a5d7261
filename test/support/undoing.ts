/** A record whose commands are undone: by a device alone, or beside another one. */
import { recordParts } from '../../src/domain/record/parts.ts';
import type { AggregateId, CommandId } from '../../src/kernel/ids.ts';
import { createDevices, run, stateOf, syncAll, type Device } from './devices.ts';

export const RECORD = 'record:1' as AggregateId;

export const valuesOf = async (device: Device, id: string = RECORD) =>
  Object.fromEntries([...recordParts(await stateOf(device, id))].map(([part, { values }]) => [part, values]));

export const undo = ({ book }: Device, ...passing: readonly CommandId[]) =>
  book.history.undo('undo', passing);

export const redo = ({ book }: Device, ...passing: readonly CommandId[]) =>
  book.history.undo('redo', passing);

export const done = { kind: 'done' };

export const alone = async (): Promise<Device> => {
  const [ada] = await createDevices(1);
  await run(ada, 'record.create', RECORD, { title: 'One', fields: { depth: 1 } });
  return ada;
};

export const together = async (): Promise<[Device, Device]> => {
  const [ada, bob] = await createDevices(2);
  await run(ada, 'record.create', RECORD, { title: 'One' });
  await syncAll([ada, bob]);
  return [ada, bob];
};
