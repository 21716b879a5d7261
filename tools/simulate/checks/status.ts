import type { Tip } from '../../../src/log/rows.ts';
import type { Profile } from '../world/profile.ts';
import type { Server } from '../world/server.ts';
import type { Window } from '../world/window.ts';
import type { World } from '../world/world.ts';

/** Milliseconds for which the disk has been at rest: until then a window may not know yet what another has written. */
const GRACE = 100;

/**
 * No lie: "up to date" stands only while the server has, on its disk, all that this device has recorded and stored. A
 * device cannot know that the server it talks to has died; what it says before it notices is not held against it.
 */
export const checkStatus = (world: World, profile: Profile, window: Window): void => {
  if (window.status !== 'up-to-date' || window.isJudged) return;
  world.tally.count('upToDate');
  const look = (): void => {
    window.isJudged = false;
    if (!window.process.isAlive || window.status !== 'up-to-date') return;
    if (profile.disk.isIdle() && profile.written < world.time.now() - GRACE) expectOnServer(world, profile);
    else judgeLater();
  };
  const judgeLater = (): void => {
    window.isJudged = true;
    world.time.after(GRACE + 1, look);
  };
  judgeLater();
};

const expectOnServer = ({ server, history }: World, { name, link, disk }: Profile): void => {
  if (!server.process || link.reached !== server.incarnation) return;
  const { segments } = server.disk();
  const missing = disk.rows('heads').filter((head) => !segments.has(head['hash'] as never));
  const tip = disk.rows('meta', { from: 'tip', to: 'tip' })[0]?.['value'] as Tip | undefined;
  const unsealed = (tip?.seq ?? 0) - (tip?.sealed?.seq ?? 0);
  if (missing.length > 0 || unsealed > 0)
    history.violation(
      'no lie',
      `${name} says "up to date", and the server lacks ${missing.length} heads and ${unsealed} events.`,
    );
};

/** No acknowledgement before the commit: all heads that a side tells of are on its disk. */
export const checkSaid = (world: World, who: Profile | Server, frame: string): void => {
  // To all who are there the server says the same.
  if (!frame.startsWith('{"type":"have"') || frame === world.said.get(who)) return;
  world.said.set(who, frame);
  const told = (JSON.parse(frame) as { heads: [string, number, string][] }).heads.map(([, , hash]) => hash);
  const stored = 'stored' in who ? who.stored : who.disk().segments;
  const missing = told.filter((hash) => !stored.has(hash as never));
  if (missing.length > 0)
    world.history.violation(
      'no lie',
      `${'name' in who ? who.name : 'The server'} tells of ${missing.length} segments that are not on its disk.`,
    );
};
