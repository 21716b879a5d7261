import type { Event } from '../../events/event.ts';
import type { DeviceId, EventName } from '../../kernel/ids.ts';
import { writeOpen } from '../open-register.ts';
import { countedIn, MOST_COUNTED, signedBy } from './marks.ts';
import { openMarks, putInDoubt, type OpenMarks } from './open-marks.ts';
import type { SignOff } from './state.ts';

/** The sign-offs of a record while events are folded into it. */
export interface OpenSignOffs {
  add(signOff: SignOff): void;
  settle(event: Event, name: EventName, stands: boolean): void;
  /** One that knew of a sign-off is an amendment of it; one that did not puts it in doubt (CF2). */
  edit(event: Event, previous: EventName | undefined): void;
  closed(): readonly SignOff[];
}

interface OpenSignOff {
  readonly name: EventName;
  amendments: number;
  /** None until somebody says something of whether it stands. */
  standing: OpenMarks | undefined;
}

export const openSignOffs = (before: readonly SignOff[]): OpenSignOffs => {
  const signOffs = [...before];
  const open = new Map<number, OpenSignOff>();
  let places: Map<EventName, number> | undefined;
  let counted: Map<DeviceId, number[]> | undefined;

  const at = (place: number): OpenSignOff => {
    const { name, amendments, standing } = signOffs[place]!;
    const found = open.get(place) ?? {
      name,
      amendments,
      standing: standing.length > 0 ? openMarks(standing) : undefined,
    };
    open.set(place, found);
    return found;
  };
  const isSilent = ({ standing }: OpenSignOff): boolean =>
    !standing || standing.count(true) + standing.count(false) === 0;
  /** Until somebody has said something, its own word stands. */
  const standingOf = (place: number, one: OpenSignOff): OpenMarks => {
    if (isSilent(one)) one.standing = openMarks([signedBy(signOffs[place]!)]);
    return one.standing!;
  };

  const placesOf = (): Map<EventName, number> => {
    if (places) return places;
    places = new Map();
    for (const [place, { name }] of signOffs.entries()) if (!places.has(name)) places.set(name, place);
    return places;
  };
  /** The newest of each device: kept, for looking through all at each edit would take the square of their number. */
  const count = (counts: Map<DeviceId, number[]>, place: number): void => {
    const { device } = signOffs[place]!;
    const newest = counts.get(device) ?? [];
    newest.push(place);
    if (newest.length > MOST_COUNTED) newest.shift();
    counts.set(device, newest);
  };
  const countedNow = (): Map<DeviceId, number[]> => {
    if (counted) return counted;
    counted = new Map();
    for (const place of countedIn(signOffs)) count(counted, place);
    return counted;
  };

  const editOne = (place: number, event: Event, previous: EventName | undefined, isKnown: boolean): void => {
    const one = at(place);
    if (isKnown && !event.copy) one.amendments += 1;
    else if (isKnown && one.standing && one.standing.count(true) > 0) one.standing.drop(event.name);
    else if (!isKnown && !event.copy) {
      const standing = standingOf(place, one);
      if (standing.count(true) > 0) putInDoubt(standing, event, previous); // Else it was withdrawn.
    }
  };

  return {
    add: (signOff) => {
      if (places && !places.has(signOff.name)) places.set(signOff.name, signOffs.length);
      signOffs.push(signOff);
      if (counted) count(counted, signOffs.length - 1);
    },
    settle: (event, name, stands) => {
      const known = placesOf();
      let first = known.get(name) ?? Infinity;
      for (const other of event.over ?? []) first = Math.min(first, known.get(other) ?? Infinity);
      if (first >= signOffs.length) return;
      const one = at(first);
      writeOpen((one.standing ??= openMarks([])), event, stands);
    },
    edit: (event, previous) => {
      if (signOffs.length === 0) return;
      const over = new Set(event.over);
      for (const newest of countedNow().values())
        for (const place of newest) editOne(place, event, previous, over.has(signOffs[place]!.name));
    },
    closed: () => {
      for (const [place, { amendments, standing }] of open)
        signOffs[place] = { ...signOffs[place]!, amendments, standing: standing?.closed() ?? [] };
      return signOffs;
    },
  };
};
