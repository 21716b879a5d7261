import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNode, type ServerNode } from '../server/node.ts';

export interface ServerProcess extends Pick<ServerNode, 'url' | 'pid'> {
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A node whose data is in a temporary folder. */
export const startServer = async (): Promise<ServerProcess> => {
  const data = await mkdtemp(join(tmpdir(), 'daybook-fleet-'));
  const node = await startNode('--data', data);
  return {
    url: node.url,
    pid: node.pid,
    stop: async () => {
      await node.end('SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
};
