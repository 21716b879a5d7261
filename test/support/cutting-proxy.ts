/** Stands before a server and cuts connections at the worst moment. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface CuttingProxy {
  readonly url: string;
  /** The next answer that holds this text is not handed on: what it speaks of was done, and nobody hears of it. */
  keepBack(text: string): void;
  /** How often it has cut. */
  cuts(): number;
}

export const startCuttingProxy = async (target: string): Promise<CuttingProxy> => {
  const { hostname, port } = new URL(target);
  let text: string | undefined;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    server.on('data', (data) => {
      if (text === undefined || !data.includes(text)) return void client.write(data);
      text = undefined;
      cuts++;
      client.destroy();
    });
    client.on('data', (data) => server.write(data));
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.close();
    for (const socket of sockets) socket.destroy();
  });
  const url = new URL(target);
  url.port = `${(proxy.address() as AddressInfo).port}`;
  return {
    url: url.href,
    keepBack: (wanted) => {
      text = wanted;
    },
    cuts: () => cuts,
  };
};
