import { newFolder, removeFolder } from '../disk.ts';
import { startNode, type ServerNode } from '../../server/node.ts';

export interface ServerChild extends Pick<ServerNode, 'url' | 'pid'> {
  /** Ends it, and removes what it stored. */
  stop(): Promise<void>;
}

/** A node whose data is in a fresh folder. */
export const startServer = async (...settings: readonly string[]): Promise<ServerChild> => {
  const data = await newFolder('server');
  const node = await startNode('--data', data, ...settings);
  return {
    url: node.url,
    pid: node.pid,
    stop: async () => {
      await node.end('SIGTERM');
      await removeFolder(data);
    },
  };
};
