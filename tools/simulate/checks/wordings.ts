import * as Automerge from '@automerge/automerge';
import { bytesOf } from '../../../src/domain/body/document.ts';
import type { BodyChanged } from '../../../src/domain/body/events.ts';
import { allWordings } from '../../../src/domain/body/places.ts';
import type { BodyState } from '../../../src/domain/body/state.ts';
import type { Event } from '../../../src/events/event.ts';
import type { EventName } from '../../../src/kernel/ids.ts';

interface Made {
  readonly hash: string;
  readonly names: Set<EventName>;
  readonly places: Set<string>;
}

/**
 * What no order has a say in (CF3): at each place of prose stand the edits that no other edit there follows. Answers the
 * first place where others stand.
 */
export const wrongPlace = (
  events: readonly Event[],
  state: BodyState,
  quarantined: readonly { readonly names: readonly EventName[] }[],
): string | undefined => {
  const thrown = new Set(quarantined.flatMap(({ names }) => names));
  const deps = new Map<string, readonly string[]>();
  const made = new Map<string, Made>();
  for (const event of events) {
    if (thrown.has(event.name)) continue;
    const { changes, sentences = [] } = event.payload as BodyChanged;
    const decoded = changes.map((change) => Automerge.decodeChange(bytesOf(change)));
    for (const change of decoded) deps.set(change.hash, change.deps);
    const { hash } = decoded.at(-1)!;
    const one = made.get(hash) ?? { hash, names: new Set(), places: new Set() };
    made.set(hash, one);
    one.names.add(event.name);
    for (const place of sentences.flatMap(({ at }) => at)) one.places.add(place);
  }
  const pasts = new Map([...made.keys()].map((hash) => [hash, pastOf(hash, deps)]));
  const places = new Set([...made.values()].flatMap((one) => [...one.places]));
  const held = new Map(allWordings(state.wordings));
  for (const place of new Set([...places, ...held.keys()])) {
    const there = [...made.values()].filter((one) => one.places.has(place));
    const last = there.filter(({ hash }) => !there.some((one) => pasts.get(one.hash)!.has(hash)));
    const stands = held.get(place) ?? [];
    const isRight =
      stands.length === last.length &&
      last.every(({ hash, names }) => stands.some((one) => one.hash === hash && names.has(one.name)));
    if (!isRight) return place;
  }
  return undefined;
};

/** All changes that one follows. */
const pastOf = (hash: string, deps: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const past = new Set<string>();
  const todo = [...(deps.get(hash) ?? [])];
  for (let one = todo.pop(); one !== undefined; one = todo.pop()) {
    if (past.has(one)) continue;
    past.add(one);
    todo.push(...(deps.get(one) ?? []));
  }
  return past;
};
