import type { BookNews } from '../../../src/book/api.ts';
import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { CommandId, SegmentHash } from '../../../src/kernel/ids.ts';
import type { PendingRow } from '../../../src/log/rows.ts';
import { createLinks, missingBelow } from '../checks/closure.ts';
import { createHistory, type History } from '../history.ts';
import { createLedger, type Ledger } from '../ledger.ts';
import type { Parameters } from '../parameters.ts';
import { createTally, type Tally } from '../tally.ts';
import { createSimulatedCrypto } from './crypto.ts';
import { createDice, type Dice } from './dice.ts';
import { createFalsifier } from './falsify.ts';
import { createLink } from './network.ts';
import type { Weather } from './pipe.ts';
import { packToSegments } from './packs.ts';
import { createProfile, timeToClock, type Profile } from './profile.ts';
import { createServer, type Server } from './server.ts';
import type { ServerDisk } from './server-store.ts';
import { RELEASES } from './software.ts';
import { createTime, type Time } from './time.ts';
import { openWindow, type Window, type WindowPorts } from './window.ts';

/** Everything there is in a run. */
export interface World {
  readonly parameters: Parameters;
  readonly dice: Dice;
  readonly time: Time;
  readonly server: Server;
  readonly profiles: Profile[];
  readonly history: History;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly toCrypto: WindowPorts['toCrypto'];
  /** Every segment that was ever on a disk. */
  readonly segments: Map<SegmentHash, Bytes>;
  /** What each side told last of what it has stored. */
  readonly said: Map<unknown, string>;
  /** Before and after the phase in which things go wrong it is mild. */
  weather: Weather;
  /** Things go wrong, and people write: until the phase in which a group must converge. */
  isUnsafe: boolean;
  /** Does something later, unless all is well by then. */
  later(milliseconds: number, task: () => void): void;
  addProfile(name: string): Profile;
  open(profile: Profile): Window;
}

/** Segments on their way to a disk. */
export type Fresh = ReadonlyMap<SegmentHash, Bytes>;

/** What is on a disk: whole segments, and commands that wait to be sealed. */
export interface Held {
  readonly segments: ReadonlySet<SegmentHash>;
  readonly pending: ReadonlySet<CommandId>;
}

export const heldOn = ({ disk, stored }: Profile): Held => ({
  segments: new Set(stored),
  pending: new Set(disk.rows('pending').map((row) => (row as unknown as PendingRow).command)),
});

export const MILD: Weather = { loss: 0, repeats: 0, reordering: 0, delay: { least: 5, most: 40 } };

export interface WorldEvents {
  onNews(world: World, profile: Profile, window: Window, news: BookNews): void;
  /** `who` tells the other side what is stored here. */
  onSaid(world: World, who: Profile | Server, frame: string): void;
}

export const createWorld = (seed: number, parameters: Parameters, events: WorldEvents): World => {
  const dice = createDice(`seed ${seed}`);
  const time = createTime();
  const history = createHistory(time);
  const tally = createTally();
  const ledger = createLedger();
  const toCrypto = createSimulatedCrypto();
  const latency = (own: Dice): number => {
    const usual = own.between(1, parameters.commit);
    return own.chance(parameters.stall) ? 100 * usual : usual;
  };
  const falsify = createFalsifier(dice.named('lies'), () => (world.isUnsafe ? parameters.lies : 0), tally);
  const serverDice = dice.named('server');
  const server = createServer({
    time,
    dice: serverDice,
    clock: timeToClock(time),
    crypto: toCrypto(serverDice),
    latency: () => latency(serverDice),
    onCommit: (stored, fresh) => stores('The server', stored, fresh),
    onTaken: (taken) => tally.taken(taken),
    onBroken: (message) => history.violation('engine', `server: ${message}`),
  });

  const linksOf = createLinks(toCrypto(dice).sha256);
  const stores = (who: string, stored: Held['segments'] | ServerDisk['segments'], fresh: Fresh): void => {
    const missing = missingBelow(fresh, stored, linksOf);
    for (const [hash, bytes] of fresh) world.segments.set(hash, bytes);
    if (missing > 0)
      history.violation('conservation', `${who} stores segments and not the ${missing} that they stand on.`);
  };

  const world: World = {
    parameters,
    dice,
    time,
    server,
    profiles: [],
    history,
    ledger,
    tally,
    toCrypto,
    segments: new Map(),
    said: new Map(),
    weather: MILD,
    isUnsafe: true,
    later: (milliseconds, task) => void time.after(milliseconds, () => world.isUnsafe && task()),
    addProfile: (name) => {
      const link = createLink(name, {
        time,
        dice: dice.named('network'),
        weather: () => world.weather,
        server,
        falsify,
        onArrival: (from, frame) => history.note(`${name} ${from}`, frame),
        onSent: (from, frame) => {
          if (typeof frame !== 'string') return;
          if (frame.startsWith('{"type":"refused"')) tally.count('refused');
          events.onSaid(world, from === 'device' ? profile : server, frame);
        },
      });
      const release = dice.chance(parameters.old) ? dice.pick(RELEASES.slice(0, 2)) : RELEASES[1];
      const profile = createProfile(name, release, {
        time,
        dice,
        link,
        latency,
        onCommit: (one, changes) => {
          history.note(`${name} commits`, [...changes.keys()].join());
          tally.committed(one, changes);
          const packs = [...(changes.get('segments')?.rows.values() ?? [])];
          stores(name, one.stored, new Map(packs.flatMap(({ row }) => (row ? packToSegments(row) : []))));
        },
      });
      world.profiles.push(profile);
      return profile;
    },
    open: (profile) =>
      openWindow(profile, {
        time,
        toCrypto,
        onNews: (one, window, news) => events.onNews(world, one, window, news),
        onFailed: (one, window, error) => {
          history.failed(`opening ${one.name}`, error);
          window.process.isAlive = false;
          one.windows = one.windows.filter((other) => other !== window);
          one.locks.pass();
          time.after(5_000, () => one.windows.length === 0 && world.open(one));
        },
      }),
  };
  return world;
};
