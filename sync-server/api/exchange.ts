import type { Head } from '../../src/clock/head.ts';
import type { Bytes } from '../../src/kernel/bytes.ts';
import type { DeviceId, SegmentHash } from '../../src/kernel/ids.ts';
import type { Crypto } from '../../src/kernel/ports.ts';
import { runToSegments, segmentsToRun } from '../../src/log/run.ts';
import type { Refusal } from '../../src/sync/log-port.ts';
import { FRAME_BYTES } from '../../src/sync/protocol.ts';
import { MAX_TOLD } from '../../src/sync/requests.ts';
import type { BookLog } from '../book/book-log.ts';
import { bytesToName } from '../book/read-segments.ts';
import type { Metrics } from '../metrics.ts';
import { failed, json, type Answer } from './answers.ts';
import type { BodyOf } from './operations.ts';

/**
 * What a session does over a WebSocket, asked for step by step by who knows where it stands: each answer follows from
 * the request and from what is stored, and from nothing that was asked before.
 */
export const tellHeads = async (log: BookLog, body: BodyOf<'heads'>): Promise<Answer> => {
  const unknown = await log.unknown(body.heads.map(wireToHead));
  const heads = await log.heads();
  return json({
    heads: heads.slice(0, MAX_TOLD).map(({ device, seq, hash }) => [device, seq, hash]),
    unknown,
  });
};

export const pull = async (log: BookLog, body: BodyOf<'pull'>): Promise<Answer> => {
  const { segments, more } = await log.collect({
    after: body.heads.map(wireToHead),
    unknownThere: body.unknown as readonly string[] as readonly SegmentHash[],
    refused: body.refused.map(wireToHead),
    budget: FRAME_BYTES,
  });
  return { type: 'run', run: segmentsToRun(segments.map(({ bytes }) => bytes)), more };
};

export const push = async (
  log: BookLog,
  run: Bytes,
  { crypto, metrics }: { readonly crypto: Crypto; readonly metrics: Pick<Metrics, 'countTaken'> },
): Promise<Answer> => {
  const segments = runToSegments(run);
  if (!segments.ok) return failed({ code: 'request-malformed', message: segments.error.message }, false);
  const taken = await log.take(segments.value);
  if (!taken.ok) {
    const refused = segments.value.map((bytes) => ({
      segment: bytesToName(bytes, crypto.sha256),
      failure: taken.error,
    }));
    return json({ taken: 0, duplicates: 0, held: 0, refused: refused.map(refusalToWire), later: true });
  }
  metrics.countTaken(taken.value, run.length);
  const { admitted, duplicates, held, refused } = taken.value;
  return json({
    taken: admitted.length,
    duplicates,
    held,
    refused: refused.map(refusalToWire),
    later: false,
  });
};

export const controls = async (log: BookLog): Promise<Answer> => ({
  type: 'run',
  run: segmentsToRun(await log.controls()),
  more: false,
});

const wireToHead = ([device, seq, hash]: readonly [string, number, string]): Head => ({
  device: device as DeviceId,
  seq,
  hash: hash as SegmentHash,
});

const refusalToWire = ({ segment, failure }: Refusal) => ({
  segment,
  code: failure.code,
  message: failure.message.slice(0, 500),
});
