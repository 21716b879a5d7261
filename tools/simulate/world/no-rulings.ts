import type { Rulings } from '../../../sync-server/rulings/watch-rulings.ts';

/** A server on which nobody rules anything. */
export const noRulings: Pick<Rulings, 'standingOf' | 'quotaOf' | 'watch'> = {
  standingOf: () => 'open',
  quotaOf: () => ({ maxBytes: undefined, maxDevices: undefined }),
  watch: () => () => undefined,
};
