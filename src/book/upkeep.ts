import { foldAside } from './fold-aside.ts';
import { versionsOf, type Engine } from './engine.ts';
import { rebuild } from './rebuild.ts';
import { remakeRows } from './remake-rows.ts';
import { upkeepOf, type Versions } from './versions.ts';

/**
 * Rows made by another version of the app, or half made, become what this version makes of the log: after an upgrade,
 * a downgrade, a new key, or a rebuild that was cut off. Of a book that this version has left it opens nothing. What
 * is done is noted last, so that whatever is cut off is done again.
 */
export const bringUpToDate = async (engine: Engine, onProgress: (done: number) => void): Promise<void> => {
  const made = await engine.ports.store.read(['meta'], (tx) => tx.get('meta', 'versions'));
  const versions = made?.value as Versions | undefined;
  const upkeep = upkeepOf(versions, versionsOf(engine));
  if (!versions || engine.cached.isRebuilding || upkeep.do === 'rebuild') await rebuild(engine, onProgress);
  else if (upkeep.do === 'more' && !(await foldAside(engine, versions))) await rebuild(engine, onProgress);
  else if (upkeep.projections.length > 0) await remakeRows(engine, upkeep.projections, onProgress);
  engine.cached.isUpToDate = true;
};
