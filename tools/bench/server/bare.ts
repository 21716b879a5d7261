/** Run as a child: a WebSocket server that sends every frame on to all others, and nothing else. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('listening', () => process.send!((server.address() as AddressInfo).port));
server.on('connection', (socket) =>
  socket.on('message', (data, isBinary) => {
    for (const other of server.clients) if (other !== socket) other.send(data, { binary: isBinary });
  }),
);
