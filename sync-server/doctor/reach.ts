import type { Config } from '../config.ts';
import { hint, problem, SKEW, well, type Finding } from './finding.ts';
import type { Surroundings } from './surroundings.ts';

/** From here, as a device dials it; the clock by what the answer says of the time. */
export const examineReach = async (
  config: Config,
  { now, get }: Pick<Surroundings, 'now' | 'get'>,
): Promise<readonly Finding[]> => {
  const origin = config.publicOrigin;
  if (origin === undefined)
    return [hint('reach', 'Without --public-origin devices dial host and port; that was not tried.')];
  try {
    const { status, date, text } = await get(`${origin}/health`);
    if (status !== 200 || !text.includes('"version"'))
      return [
        problem(
          'reach',
          `${origin}/health answers ${status}, and not as this server does: look at the proxy.`,
        ),
      ];
    const skew = date === null ? 0 : now - Date.parse(date);
    return [
      well('reach', `${origin} is answered by a sync server.`),
      Math.abs(skew) > SKEW
        ? problem(
            'clock',
            `It differs by ${Math.round(skew / 1000)} s from what ${origin} says: turn on NTP.`,
          )
        : well('clock', 'As the answer says.'),
    ];
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    return [
      problem(
        'reach',
        `${origin} cannot be reached from here (${why}): is the server running, and the name right?`,
      ),
    ];
  }
};
