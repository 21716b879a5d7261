/** Stands before a server and lets no WebSocket through, as some networks do; plain requests pass. */
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';

/** How it blocks a WebSocket: it says no, says nothing, or lets it open and swallows what it carries. */
export type Blocking = 'refuse' | 'hang' | 'swallow' | 'pass';

export interface BlockingProxy {
  readonly url: string;
  block(how: Blocking): void;
  /** Ends the WebSockets that are open, or hang. */
  drop(): void;
  /** WebSockets that were tried, and plain requests that went through. */
  count(): { readonly sockets: number; readonly requests: number };
}

export const startBlockingProxy = async (target: string): Promise<BlockingProxy> => {
  const { hostname, port } = new URL(target);
  let how: Blocking = 'refuse';
  let [sockets, requests] = [0, 0];
  const open = new Set<Duplex>();
  const upgraded = new Set<Duplex>();
  const proxy = createServer((incoming, response) => {
    requests++;
    const { url, method, headers } = incoming;
    const onward = request({ host: hostname, port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  proxy.on('connection', (socket: Socket) => open.add(socket));
  proxy.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    sockets++;
    upgraded.add(socket);
    socket.on('error', () => undefined);
    if (how === 'hang') return;
    if (how === 'refuse') return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    const onward = connect(Number(port), hostname);
    open.add(onward);
    onward.on('error', () => socket.destroy());
    onward.on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    const lines = incoming.rawHeaders.flatMap((name, i) =>
      i % 2 === 0 ? [`${name}: ${incoming.rawHeaders[i + 1]}`] : [],
    );
    onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket);
    if (how === 'pass') socket.pipe(onward);
    else socket.resume();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.close();
    for (const socket of open) socket.destroy();
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    block: (wanted) => {
      how = wanted;
    },
    drop: () => {
      for (const socket of upgraded) socket.destroy();
    },
    count: () => ({ sockets, requests }),
  };
};
