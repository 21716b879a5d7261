import type { Bytes } from '../kernel/bytes.ts';
import type { DeviceId } from '../kernel/ids.ts';
import { readControl } from '../log/roll.ts';
import { parseSegment, type Segment } from '../log/segment.ts';
import type { Engine } from './engine.ts';
import { packedSegment, storedSegment } from './segments.ts';

/** Longer chains are cut at the genesis end, and only a server that knows the rest can follow them. */
const MAX_LINKS = 30;

/**
 * The control segments by which a server that lacks them can see that this device is enrolled: genesis first, then
 * invitation and enrolment in turn, or the continuation of the device before (FK2). While joining, the own enrolment
 * alone.
 */
export const membershipProof = async (engine: Engine): Promise<readonly Bytes[]> => {
  const { device } = engine.identity;
  const proof: Segment[] = [];
  let first = await firstOf(engine, device);
  if (!first) return waitingEnrolment(engine);
  for (let links = 0; first && links < MAX_LINKS; links++) {
    proof.unshift(first);
    const record = await readControl(first, engine.ports.crypto);
    if (!record.ok || !('payload' in record.value)) break;
    const { payload } = record.value;
    const ground = 'invite' in payload ? payload.invite : 'continues' in payload ? payload.continues : '';
    const found = await storedSegment(engine, ground as never);
    if (!found) break;
    if ('invite' in payload) proof.unshift(found);
    first = await firstOf(engine, found.header.device);
  }
  return proof.map((segment) => segment.bytes);
};

/** Others' segments may wait too, for a server can send them in any order. */
const waitingEnrolment = ({ cached, identity, ports }: Engine): readonly Bytes[] =>
  [...cached.waiting.values()]
    .map((row) => row.bytes)
    .filter((bytes) => {
      const segment = parseSegment(bytes, ports.crypto.sha256);
      return segment.ok && segment.value.header.device === identity.device;
    });

const firstOf = async (engine: Engine, device: DeviceId): Promise<Segment | undefined> => {
  const [pack] = await engine.ports.store.read(['segments'], (tx) =>
    tx.range('segments', { from: [device, 1], to: [device, 1, '~'], limit: 1 }),
  );
  return pack && packedSegment(engine, pack, pack.entries[0]!);
};
