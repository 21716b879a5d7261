import type { Failure } from '../kernel/result.ts';
import type { Refusal } from '../sync/log-port.ts';

/** What to say of segments that came and were not taken, of which there is one at least. */
export const refusalsToFailure = ([first]: readonly Refusal[]): Failure => ({
  code: 'not-taken',
  message: `Something that came through the server is not what a device of this book wrote, and was not taken: ${first!.failure.message} Nothing here has changed by it. As long as it goes on, changes of other devices may be missing here: tell whoever runs the server.`,
});
