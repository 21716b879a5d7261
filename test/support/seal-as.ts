import { draftToLines } from '../../src/events/lines.ts';
import type { Draft } from '../../src/events/event.ts';
import { base64ToBytes, type Bytes } from '../../src/kernel/bytes.ts';
import type { AggregateId, CommandId, EpochId } from '../../src/kernel/ids.ts';
import { lastDepth, lastSeq } from '../../src/log/header.ts';
import { sealSegment, type SealInput, type Sealed } from '../../src/log/seal.ts';
import { parseSegment, partsToSegment, type Segment } from '../../src/log/segment.ts';
import { segmentsOf, type Device } from './devices.ts';

/** The segments of a device's own log, oldest first. */
export const ownLog = async (device: Device): Promise<readonly Segment[]> => {
  const parsed = (await segmentsOf(device)).map((bytes) => parseSegment(bytes, device.ports.crypto.sha256));
  return parsed.flatMap((one) =>
    one.ok && one.value.header.device === device.identity.device ? [one.value] : [],
  );
};

export interface Wanted {
  readonly drafts?: readonly Draft[];
  readonly aggregate?: string;
  readonly command?: string;
  /** The segment it follows; the newest, where left out. */
  readonly after?: Segment;
  /** What a test wants to be wrong, or otherwise than the device would write it. */
  readonly changed?: Partial<SealInput>;
}

const DRAFT: Draft = { type: 'record.created', v: 1, payload: { title: 'Forged' } };

/** Seals with a device's keys, behind its engine's back: what a broken, a hostile or a newer program might send. */
export const sealAs = async (
  device: Device,
  { drafts = [DRAFT], aggregate = 'record:forged', command, after, changed = {} }: Wanted = {},
): Promise<Sealed> => {
  const { identity, ports, newId } = device;
  const { header, hash } = after ?? (await ownLog(device)).at(-1)!;
  const about = {
    aggregate: aggregate as AggregateId,
    command: (command ?? newId()) as CommandId,
    actor: 'Eve',
    at: '2026-01-02T03:04:05.000Z',
  };
  const lines = drafts.flatMap((draft) => {
    const { envelope, payload } = draftToLines(draft, about, ports.random, ports.crypto.sha256);
    return [envelope, payload];
  });
  const epoch = identity.book as EpochId;
  const input: SealInput = {
    kind: 'events',
    book: identity.book,
    device: identity.device,
    seq: lastSeq(header) + 1,
    commands: 1,
    depth: lastDepth(header) + 1,
    context: [],
    prev: hash,
    lines,
    epoch,
    key: base64ToBytes(identity.epochs[epoch]!)!,
    ...changed,
  };
  return sealSegment(input, identity.signing, ports.crypto, ports.random);
};

/** The same segment under a signature that is none: its hash does not change. */
export const spoil = (device: Device, bytes: Bytes): Bytes => {
  const parsed = parseSegment(bytes, device.ports.crypto.sha256);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const { headerBytes, body } = parsed.value;
  return partsToSegment(headerBytes, new Uint8Array(64), body);
};
