import type { Crypto } from '../../src/kernel/ports.ts';
import type { Writer } from './log-builder.ts';
import type { ServerProcess } from './run-server.ts';
import { enter, push } from './sync-device.ts';

/** Has all of them write at once until the signal ends the server; answers the last seq of each that was acknowledged. */
export const writeUntilEnded = (
  { url, child }: ServerProcess,
  writers: readonly Writer[],
  segments: number,
  signal: NodeJS.Signals,
  crypto: Crypto,
): Promise<readonly number[]> =>
  Promise.all(
    writers.map(async (writer, i) => {
      await writer.writeMany(segments);
      const device = await enter(url!, writer, crypto);
      for (const segment of writer.log) push(device, [segment]);
      let last = 0;
      for (;;) {
        const have = await device.next('have').catch(() => undefined);
        if (!have) return last;
        last = Math.max(last, ...have.heads.map((head) => head.seq));
        if (i === 0 && last >= 10) child.kill(signal);
      }
    }),
  );
