/** Stands before a server as a slow network does: so many bytes a second each way, and little room to wait in. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SlowProxy {
  readonly url: string;
  /** Bytes carried so far. */
  carried(): { readonly up: number; readonly down: number };
}

/** Milliseconds between pieces, as a rule, and of which the bytes are made up for where the machine is busy. */
const EVERY = 10;
const MOST_LATE = 1_000;

export const startSlowProxy = async (target: string, bytesASecond: number): Promise<SlowProxy> => {
  const { hostname, port } = new URL(target);
  const carried = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  const piece = Math.ceil((bytesASecond * EVERY) / 1000);

  const carry = (from: Socket, to: Socket, way: 'up' | 'down'): void => {
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      let room = (bytesASecond * Math.min(now - last, MOST_LATE)) / 1000;
      last = now;
      // Not more is read than is handed on: what else there is waits at the sender.
      while (room > 0 && from.readableLength > 0) {
        const data = from.read(Math.min(Math.ceil(room), from.readableLength)) as Buffer | null;
        if (!data) break;
        room -= data.length;
        carried[way] += data.length;
        to.write(data);
      }
    }, EVERY);
    from.on('close', () => {
      clearInterval(timer);
      to.destroy();
    });
  };
  const proxy = createServer({ highWaterMark: piece }, (client) => {
    const server = connect({ port: Number(port), host: hostname, highWaterMark: piece } as never);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('readable', () => undefined);
    }
    carry(client, server, 'up');
    carry(server, client, 'down');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    carried: () => carried,
  };
};
