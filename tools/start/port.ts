import { createServer } from 'node:net';
import { once } from 'node:events';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';

/** Asked before the server is started, so that the commonest mistake gets one line and no stack. */
export const checkPort = async (host: string, port: number): Promise<Result<null, Failure<'start.port'>>> => {
  const probe = createServer();
  try {
    probe.listen({ host, port, exclusive: true });
    await once(probe, 'listening');
    return ok(null);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${message})`;
    return fail(
      'start.port',
      `Port ${port} ${why}: stop the program that holds it, or choose another with "npm start -- --port N".`,
      'port',
    );
  } finally {
    probe.close();
  }
};
