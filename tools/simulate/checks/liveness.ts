import type { WaitingRow } from '../../../src/log/rows.ts';
import type { Profile } from '../world/profile.ts';
import type { World } from '../world/world.ts';

/** Is all that the group and the server have everywhere among them, with nothing waiting to be sealed? */
export const isConverged = (world: World, group: readonly Profile[]): boolean => {
  const { segments } = world.server.disk();
  return group.every(
    ({ disk, stored, windows }) =>
      windows.some((window) => window.session) &&
      stored.size === segments.size &&
      disk.rows('pending', { limit: 1 }).length === 0 &&
      [...stored].every((hash) => segments.has(hash)),
  );
};

/** A device whose invitation was lost with the disk it was on can only be invited again. */
export const canTakePart = (world: World, { stored, disk }: Profile, group: readonly Profile[]): boolean =>
  stored.size > 0 ||
  (disk.rows('waiting') as unknown as readonly WaitingRow[]).some(({ missing }) =>
    missing.every(
      (hash) => world.server.disk().segments.has(hash) || group.some((other) => other.stored.has(hash)),
    ),
  );

/** What stands in the way, for people. */
export const describeGroup = (world: World, group: readonly Profile[]): string =>
  group
    .map((profile) => {
      const { name, stored, disk, windows } = profile;
      const status = windows.map(({ session }) => session?.synced()?.status().state ?? 'no lead').join('+');
      return `${name}: ${stored.size} segments, ${disk.rows('pending').length} pending, ${disk.rows('waiting').length} held, ${status}`;
    })
    .concat(`server: ${world.server.disk().segments.size} segments`)
    .join('; ');
