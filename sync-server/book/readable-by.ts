import type { DeviceId } from '../../src/kernel/ids.ts';
import { isMember } from '../../src/log/membership.ts';
import type { BookLog } from './book-log.ts';

/**
 * The log as a device gets to read it: no segment, before its own enrolment counts here (ME2). Until then it is told
 * heads and may give what is lacking, for this may be what its enrolment stands on.
 */
export const readableBy = (log: BookLog, device: DeviceId): BookLog => {
  const isListed = (): boolean => isMember(log.membership(), device);
  return {
    ...log,
    collect: async (missing) =>
      isListed()
        ? log.collect(missing)
        : { segments: [], more: false, unknownHere: await log.unknown(missing.after) },
    controls: async () => (isListed() ? log.controls() : []),
    watch: (watcher) => {
      let wasListed = isListed();
      return log.watch((heads, fresh) => {
        // Of what came before it was listed it has nothing, so what is fresh is not all that it lacks.
        const isAll = wasListed;
        wasListed = isListed();
        watcher(heads, isAll ? fresh : []);
      });
    },
  };
};
