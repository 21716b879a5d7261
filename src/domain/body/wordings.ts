import type { Event } from '../../events/event.ts';
import type { DeviceId, EventName } from '../../kernel/ids.ts';
import { eventToChanges, type Change } from './change.ts';
import { reachedIn, type Clock } from './clock.ts';
import type { Past } from './clocks.ts';
import type { BodyChanged, Sentence } from './events.ts';
import type { WordingsDraft } from './places.ts';

/** How somebody left a sentence, and with which change. */
export interface Wording extends Sentence {
  /** Of the change. */
  readonly hash: string;
  readonly writer: string;
  readonly number: number;
  readonly name: EventName;
  readonly actor: string;
  readonly device: DeviceId;
  /** Claimed. */
  readonly claimed: string;
  readonly depth: number;
}

/**
 * Notes what an event says of sentences. `isNew`: no event with its last change was noted before.
 *
 * 1. By the places of sentences, those wordings of which none was made by somebody who had seen the other: one is the
 *    usual case, several a conflict. A register, as fields have (CF1), but what a wording replaces follows from what its
 *    change follows, which cannot be claimed otherwise.
 * 2. A function of the set of events, whatever order they came in: each place has the last wordings of all that were
 *    ever made there. Of events with one and the same change, which is a settlement made on two devices at once, the
 *    first in canonical order stands for all.
 */
export const noteWordings = (
  wordings: Pick<WordingsDraft, 'get' | 'set'>,
  event: Event,
  past: Pick<Past, 'clock'>,
  isNew: boolean,
): void => {
  const change = eventToChanges(event).at(-1);
  const { sentences } = event.payload as BodyChanged;
  if (!change || !sentences) return;
  // Whoever writes on follows themselves: in most sentences nobody else has to be asked about.
  let clock: Clock | undefined | null = null;
  const seen = (): Clock | undefined => (clock === null ? (clock = past.clock(change.deps)) : clock);
  for (const sentence of sentences) {
    const wording = toWording(event, change, sentence);
    for (const place of new Set(sentence.at)) {
      const held = wordings.get(place) ?? [];
      if (!isNew && held.some((one) => one.hash !== change.hash && follows(past.clock([one.hash]), wording)))
        continue;
      const same = held.find((one) => one.hash === change.hash);
      const others = held.filter((one) => one.writer !== change.actor);
      const kept = others.filter((one) => one !== same && !follows(seen(), one));
      wordings.set(place, [...kept, same && comparePlaces(same, wording) <= 0 ? same : wording]);
    }
  }
};

/** A clock is that of what a change follows; undefined where that is all there is. */
export const follows = (clock: Clock | undefined, { writer, number }: Wording): boolean =>
  !clock || (reachedIn(clock, writer)?.seq ?? 0) >= number;

const toWording = (
  { name, actor, at: claimed, place: { device, depth } }: Event,
  { hash, actor: writer, seq: number }: Change,
  { at, span, text }: Sentence,
): Wording => ({ at, span, text, hash, writer, number, name, actor, device, claimed, depth });

/** Canonical order, but that the branches of a fork go by name: until it is sealed, an event has no segment (CO1). */
export const comparePlaces = (a: Wording, b: Wording): number =>
  a.depth - b.depth || compare(a.device, b.device) || compare(a.name, b.name);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
