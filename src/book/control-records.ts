import { draftToLines } from '../events/lines.ts';
import { claimTime } from '../events/claimed-time.ts';
import type { JsonObject } from '../events/event.ts';
import { bytesToHex } from '../kernel/bytes.ts';
import type { AggregateId, CommandId } from '../kernel/ids.ts';
import { BOOK_AGGREGATE, type ControlType } from '../log/control.ts';
import { withControl } from '../log/roll.ts';
import { parseSegment } from '../log/segment.ts';
import type { HeadRow } from '../log/rows.ts';
import { sealSegment } from '../log/seal.ts';
import { assert } from '../kernel/result.ts';
import { NO_CHANGE } from './change.ts';
import { newsToContext } from './context.ts';
import { writeIfCurrent } from './current.ts';
import { emit, rowToHead, type BookPorts, type Engine } from './engine.ts';
import { ownPack, sealPending } from './sealing.ts';
import { isEnrolledIn } from './roots.ts';

/** The lines of a control record. */
export const controlLines = (
  type: ControlType,
  payload: JsonObject,
  actor: string,
  ports: Omit<BookPorts, 'store'>,
): readonly string[] => {
  const about = {
    aggregate: BOOK_AGGREGATE as AggregateId,
    command: bytesToHex(ports.random.bytes(16)) as CommandId,
    actor,
    at: claimTime(ports.clock),
  };
  const { envelope, payload: line } = draftToLines(
    { type, v: 1, payload },
    about,
    ports.random,
    ports.crypto.sha256,
  );
  return [envelope, line];
};

/** Adds a control record to the own log, behind what is pending. Answers its head. */
export const appendControl = async (
  engine: Engine,
  type: ControlType,
  payload: JsonObject,
): Promise<HeadRow> => {
  for (;;) {
    await sealPending(engine);
    const head = await engine.exclusive(() => tryAppendControl(engine, type, payload));
    if (head) return head;
  }
};

const tryAppendControl = async (
  engine: Engine,
  type: ControlType,
  payload: JsonObject,
): Promise<HeadRow | undefined> => {
  const { ports, identity, cached } = engine;
  const { tip } = cached;
  const isPending = tip.seq !== (tip.sealed?.seq ?? 0);
  if (isPending) return undefined; // Recorded in between: it is sealed first, so that the log has no gap.
  const depth = 1 + Math.max(tip.depth, ...tip.news.map((one) => one.depth));
  const seq = tip.seq + 1;
  const sealed = await sealSegment(
    {
      kind: 'control',
      book: identity.book,
      device: identity.device,
      seq,
      commands: 1,
      depth,
      context: newsToContext(tip.news).now.map(rowToHead),
      prev: tip.sealed?.hash ?? '',
      lines: controlLines(type, payload, identity.actor, ports),
      epoch: '',
    },
    identity.signing,
    ports.crypto,
    ports.random,
  );
  const segment = parseSegment(sealed.bytes, ports.crypto.sha256);
  assert(segment.ok, 'a segment just sealed can be read');
  const membership = await withControl(
    cached.membership,
    segment.value,
    identity.book,
    isEnrolledIn(engine, []),
    ports.crypto,
  );
  assert(membership.ok, 'a control record of our own keeps the rules');
  const head: HeadRow = { device: identity.device, seq, hash: sealed.hash, depth, seen: 1 };
  const pack = ownPack(engine, sealed, {
    first: { seq, depth },
    run: { hash: sealed.hash, firstSeq: seq, lastSeq: seq },
    depth,
  });
  const written = await writeIfCurrent(
    engine,
    ['segments', 'heads'],
    { seq, depth, sealed: head, news: newsToContext(tip.news).later },
    async (tx) => {
      await tx.put('segments', [pack]);
      if (tip.sealed) await tx.delete('heads', [tip.sealed.hash]);
      await tx.put('heads', [head]);
      await tx.put('meta', [{ key: 'membership', value: membership.value }]);
    },
  );
  if (!written) return undefined;
  engine.cached.membership = membership.value;
  engine.cached.heads = [...cached.heads.filter((one) => one.hash !== tip.sealed?.hash), head];
  engine.infos.set(sealed.hash, pack.entries[0]!);
  emit(engine, {
    ...NO_CHANGE,
    fresh: [
      {
        head: { device: head.device, seq, hash: head.hash },
        prev: tip.sealed?.hash ?? '',
        bytes: sealed.bytes,
      },
    ],
  });
  return head;
};
