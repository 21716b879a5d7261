import type { Head } from '../clock/head.ts';
import type { SegmentHash } from '../kernel/ids.ts';
import type { Bytes } from '../kernel/bytes.ts';
import { covering, expected, followOn, notArrived, sameHashes, sameHeads } from './coverage.ts';
import type { Collected, Missing, Outgoing, Refusal } from './log-port.ts';
import { addPart, haveToParts } from './have.ts';
import { bytesOf, FIRST_WINDOW, narrowed, ticksUnderway, toPieces, widened } from './in-flight.ts';
import { FRAME_BYTES, type Have, type Message } from './protocol.ts';

/**
 * One side of symmetric anti-entropy, as a pure function. Both sides run the same.
 *
 * 1. What to send follows from the other side's current heads, and from what is in flight to it on this connection:
 *    never from acknowledgements remembered from earlier ones.
 * 2. `have` is sent only of what is durable here.
 * 3. At most one `collect` is under way, and at most `window` bytes are in flight: few at first, more with all that is
 *    acknowledged, and no more than the network has carried in the last tick.
 * 4. Every message may be lost or repeated: after some ticks without progress what is in flight is forgotten, and all
 *    begins again. Not while it may be on its way, or a slow network would be filled with copies.
 */
export interface Session {
  readonly ours: readonly Head[];
  /** Undefined until the other side has spoken. */
  readonly theirs: readonly Head[] | undefined;
  /** Of a `have` in parts, those that have come. */
  readonly parts: readonly Have[];
  readonly inFlight: readonly Outgoing[];
  /** Bytes; and those that were acknowledged since the last tick. */
  readonly window: number;
  readonly carried: number;
  readonly collecting: boolean;
  /** Something changed while collecting. */
  readonly again: boolean;
  readonly unknownHere: readonly SegmentHash[];
  readonly unknownThere: readonly SegmentHash[];
  /** What the other side will not take on this connection. */
  readonly refused: readonly Head[];
  readonly progressed: boolean;
  /** Ticks since there was progress. */
  readonly quiet: number;
  /** A repeated `have` was answered since the last tick. */
  readonly answered: boolean;
}

export type SessionInput =
  | { readonly type: 'received'; readonly message: Message }
  /** The log here has changed, durably. `fresh` are the new segments, where they are at hand. */
  | { readonly type: 'committed'; readonly heads: readonly Head[]; readonly fresh: readonly Outgoing[] }
  | { readonly type: 'collected'; readonly collected: Collected }
  /** All that came was here already: our acknowledgement may have been lost, so it is given again. */
  | { readonly type: 'repeated' }
  | { readonly type: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly type: 'tick' };

export type SessionEffect =
  | { readonly type: 'send'; readonly message: Message }
  | { readonly type: 'collect'; readonly missing: Missing }
  | { readonly type: 'take'; readonly segments: readonly Bytes[] };

type Step = readonly [Session, readonly SessionEffect[]];

/** Ticks without progress, besides those that what is in flight takes. */
export const PATIENCE = 3;
/** Refused segments that are remembered; those before them are offered, and refused, once more. */
const MAX_REFUSED = 1024;

export const startSession = (ours: readonly Head[]): Step => [
  {
    ours,
    theirs: undefined,
    parts: [],
    inFlight: [],
    window: FIRST_WINDOW,
    carried: 0,
    collecting: false,
    again: false,
    unknownHere: [],
    unknownThere: [],
    refused: [],
    progressed: false,
    quiet: 0,
    answered: false,
  },
  have(ours, []),
];

export const stepSession = (session: Session, input: SessionInput): Step => {
  switch (input.type) {
    case 'received':
      return receive(session, input.message);
    case 'committed':
      return commit(session, input.heads, input.fresh);
    case 'collected':
      return sendCollected(session, input.collected);
    case 'refused':
      // Bytes that are no segment have no hash to be named by.
      return [
        session,
        input.refusals
          .filter(({ segment }) => segment !== ('' as SegmentHash))
          .map(({ segment, failure }) =>
            send({ type: 'refused', segment, code: failure.code, message: failure.message.slice(0, 500) }),
          ),
      ];
    case 'repeated':
      return [session, have(session.ours, session.unknownHere)];
    case 'tick':
      return tick(session);
  }
};

/** Has the other side, durably, all that is stored here? */
export const isAcknowledged = (session: Session): boolean =>
  session.theirs !== undefined &&
  session.ours.every(covering(session.theirs, session.ours)) &&
  !hasAny(session.ours, session.unknownThere);

/** Is all that the other side has told of stored here? */
export const isCaughtUp = (session: Session): boolean =>
  session.theirs !== undefined &&
  session.theirs.every(covering(session.ours, session.theirs)) &&
  !hasAny(session.theirs, session.unknownHere);

/** Has each side all that the other has, and nothing to hear of it? */
export const isSettled = (session: Session): boolean =>
  session.inFlight.length === 0 && isAcknowledged(session) && isCaughtUp(session);

/** Both lists may be as long as a hostile side makes them. */
const hasAny = (heads: readonly Head[], hashes: readonly SegmentHash[]): boolean => {
  const set = new Set(hashes);
  return heads.some(({ hash }) => set.has(hash));
};

const receive = (session: Session, message: Message): Step => {
  switch (message.type) {
    case 'have': {
      const [parts, whole] = addPart(session.parts, message);
      return whole ? hear({ ...session, parts }, whole) : [{ ...session, parts }, []];
    }
    case 'segments':
      return [{ ...session, progressed: true }, [{ type: 'take', segments: message.segments }]];
    case 'refused': {
      // Of what was not sent there is nothing to refuse. The rest goes on without it, and without what follows on it.
      const refused = session.inFlight.find(({ head }) => head.hash === message.segment);
      return refused ? without(session, refused) : [session, []];
    }
    default:
      return [session, []]; // The handshake is over: a repeated message of it means nothing.
  }
};

const without = (session: Session, { head: refused }: Outgoing): Step => {
  const gone = new Set<SegmentHash | ''>([refused.hash]);
  const inFlight = session.inFlight.filter(({ head, prev }) => {
    if (gone.has(prev)) gone.add(head.hash);
    return !gone.has(head.hash);
  });
  return collect({ ...session, inFlight, refused: [...session.refused, refused].slice(-MAX_REFUSED) });
};

const hear = (session: Session, { heads, unknown }: Have): Step => {
  const strange = [...unknown, ...session.unknownHere];
  const inFlight = notArrived(session.inFlight, heads, session.ours, strange);
  const repeated =
    session.theirs !== undefined &&
    sameHeads(session.theirs, heads) &&
    sameHashes(session.unknownThere, unknown);
  const answers = repeated && !session.answered;
  const arrived = bytesOf(session.inFlight) - bytesOf(inFlight);
  const window = widened(session.window, arrived);
  const carried = session.carried + arrived;
  const heard = { ...session, theirs: heads, unknownThere: unknown, inFlight, window, carried };
  // Said again: they wait for something, it may be for a `have` of ours that was lost.
  const [next, effects] = collect({
    ...heard,
    progressed: session.progressed || !repeated,
    answered: session.answered || answers,
  });
  return [next, answers ? [...have(session.ours, session.unknownHere), ...effects] : effects];
};

const commit = (session: Session, ours: readonly Head[], fresh: readonly Outgoing[]): Step => {
  const here = new Set(session.unknownHere.length === 0 ? [] : ours.map(({ hash }) => hash));
  const unknownHere = session.unknownHere.filter((hash) => !here.has(hash));
  const next = { ...session, ours, unknownHere };
  const told = sameHeads(ours, session.ours) ? [] : have(ours, unknownHere);
  // The short way: all that was here before is there or on its way, so the new segments are just what it lacks.
  const { theirs } = session;
  const settled = theirs && !session.collecting && !session.again && session.unknownThere.length === 0;
  const lacking = notArrived(fresh, theirs ?? [], ours);
  const isShort = settled && fresh.length > 0 && fits(next, lacking) && followOn(next, lacking);
  if (isShort && isAll(next, fresh, lacking)) {
    const [sent, effects] = sendSegments(next, lacking);
    return [sent, [...told, ...effects]];
  }
  const [collecting, effects] = collect(next);
  return [collecting, [...told, ...effects]];
};

/** Of a fork that comes to light the other side may lack a branch which it seemed to have, by number (FK1). */
const isAll = (
  { ours, theirs, inFlight }: Session,
  fresh: readonly Outgoing[],
  lacking: readonly Outgoing[],
): boolean => {
  const devices = new Set(fresh.map(({ head }) => head.device));
  const changed = ours.filter(({ device }) => devices.has(device));
  if (changed.length <= devices.size) return true;
  return changed.every(covering(expected({ theirs, inFlight: [...inFlight, ...lacking] }), ours));
};

const collect = (session: Session): Step => {
  if (!session.theirs) return [session, []];
  if (session.collecting) return [{ ...session, again: true }, []];
  const after = expected(session);
  // They have all of it by number. Should it be another branch, theirs is the longer: they will find out and say so.
  if (session.unknownThere.length === 0 && session.ours.every(covering(after, session.ours)))
    return [{ ...session, again: false }, []];
  const room = session.window - bytesOf(session.inFlight);
  if (room <= 0) return [{ ...session, again: true }, []];
  const { unknownThere, refused } = session;
  const missing = { after, unknownThere, refused, budget: Math.min(room, FRAME_BYTES) };
  return [{ ...session, collecting: true, again: false }, [{ type: 'collect', missing }]];
};

const sendCollected = (session: Session, collected: Collected): Step => {
  const before = new Set(session.unknownHere);
  const isNews = collected.unknownHere.some((hash) => !before.has(hash));
  const told = isNews ? have(session.ours, collected.unknownHere) : [];
  // Refused since the collecting began, perhaps.
  const refused = new Set(session.refused.map(({ hash }) => hash));
  const fresh = collected.segments.filter(({ head }) => !refused.has(head.hash));
  const [sent, effects] = sendSegments(
    { ...session, collecting: false, unknownHere: collected.unknownHere },
    fresh,
  );
  const goOn = session.again || (collected.more && fresh.length > 0);
  const [next, more] = goOn ? collect(sent) : [sent, []];
  return [next, [...told, ...effects, ...more]];
};

const sendSegments = (session: Session, segments: readonly Outgoing[]): Step => [
  { ...session, inFlight: [...session.inFlight, ...segments] },
  toPieces(segments).map((piece) => send({ type: 'segments', segments: piece.map(({ bytes }) => bytes) })),
];

const tick = (session: Session): Step => {
  const window = narrowed(session.window, session.carried);
  const rested = { ...session, progressed: false, answered: false, quiet: 0, window, carried: 0 };
  if (session.progressed || isSettled(session)) return [rested, []];
  const quiet = session.quiet + 1;
  if (quiet < PATIENCE + ticksUnderway(session.inFlight)) return [{ ...rested, quiet }, []];
  const [next, effects] = collect({ ...rested, inFlight: [] });
  return [next, [...have(session.ours, session.unknownHere), ...effects]];
};

const fits = (session: Session, segments: readonly Outgoing[]): boolean =>
  bytesOf(segments) <= FRAME_BYTES && bytesOf(session.inFlight) + bytesOf(segments) <= session.window;

const have = (heads: readonly Head[], unknown: readonly SegmentHash[]): readonly SessionEffect[] =>
  haveToParts(heads, unknown).map(send);

const send = (message: Message): SessionEffect => ({ type: 'send', message });
