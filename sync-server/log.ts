import { pino } from 'pino';

/**
 * Lines of JSON, without content: no payloads, keys, proofs or addresses of invitations.
 *
 * - `info`: the server's own life: it listens, it has stopped.
 * - `warn`: someone may want to look: a connection was cut. A device that is refused or a segment that is malformed is
 *   no warning: anyone can cause it, so it is counted in the metrics.
 * - `error`: something here is broken: a failed write, a bug.
 *
 * Written at once, so that the last line before an exit is there.
 */
export const createLog = () => pino({ base: null }, pino.destination({ dest: 1, sync: true }));

export type Log = ReturnType<typeof createLog>;
