import { assert } from '../kernel/result.ts';
import { proveContinuation } from '../log/enrolment.ts';
import { MAX_CONTEXT } from '../log/limits.ts';
import { withControl } from '../log/roll.ts';
import type { HeadRow } from '../log/rows.ts';
import { sealSegment } from '../log/seal.ts';
import { parseSegment, segmentToHead } from '../log/segment.ts';
import { signingKeyToDevice } from '../log/verify.ts';
import { NO_CHANGE } from './change.ts';
import { newsToContext } from './context.ts';
import { controlLines } from './control-records.ts';
import { writeIfCurrent } from './current.ts';
import { emit, rowToHead, type Engine } from './engine.ts';
import type { Identity } from './identity.ts';
import { NEW_KEYS, putNotices } from './notices.ts';
import { segmentsToPacks } from './packs.ts';
import { canSeal, sealOne } from './sealing.ts';
import { isEnrolledIn, isOwnLogEnrolled } from './roots.ts';

/**
 * Makes a new device of one that has met its own key elsewhere (FK2).
 *
 * 1. The mark that this is due is written with the segment that gave rise to it, and taken back with the new keys: a
 *    crash anywhere leaves it to be done at the next start.
 * 2. The new keys are stored in the transaction that stores the record which enrols them: neither is there alone.
 * 3. What was recorded before is sealed under the old key first, so that no event changes its device.
 */
export const takeNewKeys = (engine: Engine): Promise<void> =>
  engine.exclusive(async () => {
    while (engine.cached.isCopied) {
      if (await sealOne(engine)) continue;
      const isPending = (await engine.ports.store.read(['pending'], (tx) => tx.count('pending'))) > 0;
      // ME4: without the epoch's key commands stay pending, and the old key is needed until they are sealed.
      if (isPending && !canSeal(engine)) return;
      // Nobody can stand on such a log, new keys neither: it goes on as one branch of the copies (ME1).
      if (!isPending && !(await isOwnLogEnrolled(engine))) return;
      if (!isPending && engine.cached.isCopied) await tryTakeNewKeys(engine);
    }
  });

const tryTakeNewKeys = async (engine: Engine): Promise<void> => {
  const { ports, cached } = engine;
  const { tip } = cached;
  const { identity, segment, later } = await continueLog(engine);
  const membership = await withControl(
    cached.membership,
    segment,
    identity.book,
    isEnrolledIn(engine, []),
    ports.crypto,
  );
  assert(membership.ok, 'a control record of our own keeps the rules');
  const head: HeadRow = { ...segmentToHead(segment), seen: 1 };
  const next = { ...tip, seq: head.seq, depth: head.depth, sealed: rowToHead(head), news: later };
  const written = await writeIfCurrent(engine, ['segments', 'heads'], next, async (tx) => {
    await tx.put('segments', segmentsToPacks([segment], new Set([head.hash])));
    await tx.put('heads', [head]);
    await tx.put('meta', [
      { key: 'identity', value: identity },
      { key: 'membership', value: membership.value },
    ]);
    await tx.delete('meta', ['copied']);
    await putNotices(tx, [NEW_KEYS]);
  });
  if (!written) return; // Another window was quicker, and may have done this too.
  cached.identity = identity;
  cached.isCopied = false;
  cached.membership = membership.value;
  cached.heads = [...cached.heads, head];
  const { device, seq, hash } = head;
  const outgoing = { head: { device, seq, hash }, prev: '', bytes: segment.bytes } as const;
  emit(engine, { ...NO_CHANGE, fresh: [outgoing], notices: [NEW_KEYS] });
};

/** The first record of the new log. Stores nothing. */
const continueLog = async (engine: Engine) => {
  const { ports, identity: old, cached } = engine;
  const { crypto, random } = ports;
  const { sealed: head, news } = cached.tip;
  assert(head, 'a device that was copied has a log');
  const [signing, sealing] = [await crypto.generateSigningKeys(), await crypto.generateSealingKeys()];
  const device = signingKeyToDevice(signing.publicKey, crypto);
  const { now, later } = newsToContext(
    news.filter(({ hash }) => hash !== head.hash),
    MAX_CONTEXT - 1,
  );
  const context = [head, ...now];
  const proof = await proveContinuation(old.book, head.hash, old.signing, { signing, sealing }, crypto);
  const { bytes } = await sealSegment(
    {
      kind: 'control',
      book: old.book,
      device,
      seq: 1,
      commands: 1,
      depth: 1 + Math.max(...context.map(({ depth }) => depth)),
      context: context.map(rowToHead),
      prev: '',
      lines: controlLines('book.continue', { ...proof, name: old.name }, old.actor, ports),
      epoch: '',
    },
    signing,
    crypto,
    random,
  );
  const segment = parseSegment(bytes, crypto.sha256);
  assert(segment.ok, 'a segment just sealed can be read');
  const { device: from, signing: oldSigning, sealing: oldSealing } = old;
  const former = { device: from, seq: head.seq, hash: head.hash, signing: oldSigning, sealing: oldSealing };
  const identity: Identity = { ...old, device, signing, sealing, former: [...(old.former ?? []), former] };
  return { identity, later, segment: segment.value };
};
