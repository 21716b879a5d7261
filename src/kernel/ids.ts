/**
 * Ids are strings, branded so that one kind cannot stand for another. Hashes are lowercase hex, as `sha256sum`
 * prints them: a reader in twenty years can compare them by eye, and their order as text is their order as bytes.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** SHA-256 of a segment's header, 64 hex digits. */
export type SegmentHash = Id<'SegmentHash'>;
/** The hash of the genesis record. */
export type BookId = SegmentHash;
/** The hash of the genesis or rotation record that brought the key. */
export type EpochId = SegmentHash;
/** First 16 bytes of SHA-256 of the device's Ed25519 public key, 32 hex digits. */
export type DeviceId = Id<'DeviceId'>;
/** An event's name: its leaf hash, 64 hex digits. */
export type EventName = Id<'EventName'>;
/** `type:id`, for example `record:0190…`. */
export type AggregateId = Id<'AggregateId'>;
/** 32 hex digits: random, or derived from what was imported. */
export type CommandId = Id<'CommandId'>;

export const HASH = /^[0-9a-f]{64}$/;
export const SHORT_ID = /^[0-9a-f]{32}$/;
export const AGGREGATE = /^[a-z]{1,16}:[0-9a-zA-Z._-]{1,64}$/;

export const aggregateType = (id: AggregateId): string => id.slice(0, id.indexOf(':'));
