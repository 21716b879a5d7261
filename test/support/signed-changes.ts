/** Changes of prose that a member signs behind the back of its engine. */
import * as Automerge from '@automerge/automerge';
import { TEXT } from '../../src/domain/body/change.ts';
import { FIRST_CHANGE } from '../../src/domain/body/document.ts';
import { base64ToBytes, bytesToBase64, type Bytes } from '../../src/kernel/bytes.ts';
import { bodyDevice } from './body-device.ts';
import type { Device } from './devices.ts';
import { BODY } from './prose.ts';
import { sealAs } from './seal-as.ts';

export const quarantineOf = async ({ book }: Device) => (await book.aggregate(BODY)).row.quarantined;

/** Signed into the log of a member, behind the back of its engine. */
export const signed = async (device: Device, changes: readonly string[]): Promise<Bytes> => {
  const drafts = [{ type: 'body.changed', v: 1, payload: { changes } }];
  const { bytes } = await sealAs(device, { aggregate: BODY, drafts });
  await device.book.log.take([bytes]);
  return bytes;
};

export const typed = (actor: number, text: string): readonly string[] =>
  bodyDevice(actor).edit(0, 0, text).payload['changes'] as readonly string[];

/** A change as an editor of its own would number it, that does whatever it is told to. */
export const changeOf = (
  seq: number,
  startOp: number,
  deps: readonly string[],
  ops: readonly object[],
  actor = 'ee',
): string =>
  bytesToBase64(
    Automerge.encodeChange({ actor, seq, startOp, time: 0, message: null, deps, ops } as never) as Bytes,
  );

export const hashOf = (change: string): string => Automerge.decodeChange(base64ToBytes(change)!).hash;

export const FIRST = hashOf(FIRST_CHANGE);

export const insert = (elemId: string) => ({
  action: 'set',
  obj: TEXT,
  elemId,
  insert: true,
  value: 'x',
  pred: [],
});

export const remove = (elemId: string) => ({ action: 'del', obj: TEXT, elemId, pred: [elemId] });
