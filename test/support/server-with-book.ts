import type { LogBuilder } from './log-builder.ts';
import { runServer, temporaryFolder } from './run-server.ts';
import { acknowledged, enter, push } from './sync-device.ts';

/** A server with a book of two devices, one of which has seen the other: seven segments. */
export const serverWithBook = async (
  builder: LogBuilder,
  data: string = temporaryFolder(),
  args: readonly string[] = [],
) => {
  const server = await runServer(['--data', data, ...args]);
  const founder = await builder.begin();
  const guest = await builder.join(await founder.invite());
  await founder.writeMany(3);
  await guest.write([founder.head()]);
  const device = await enter(server.url, founder, builder.crypto);
  push(device, [...founder.log, ...guest.log]);
  await acknowledged(device, founder.head().hash, guest.head().hash);
  return { data, server, founder, guest, device };
};
