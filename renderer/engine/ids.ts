import type { AggregateId, CommandId } from '../../src/kernel/ids.ts';

/** 128 random bits in hex: made on the page, so that a new aggregate has its address before it is stored. */
const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );

export const newCommandId = (): CommandId => randomId() as CommandId;

export const newAggregateId = (type: 'record' | 'person'): AggregateId =>
  `${type}:${randomId()}` as AggregateId;

/** The prose of a record is an aggregate of its own, under the record's id. */
export const bodyOf = (record: AggregateId): AggregateId =>
  record.replace(/^record:/, 'body:') as AggregateId;
