/** Plain requests that are nearly right, made of the same corpus as the frames. */
import { RUN } from '../../../src/sync/requests.ts';
import type { OperationName } from '../../../sync-server/api/operations.ts';
import type { Draw } from './dice.ts';
import { mutateFrame, type Frame } from './mutate.ts';

export interface GoodRequest {
  readonly name: OperationName;
  readonly body: Frame;
}

export interface OddRequest {
  readonly method: 'GET' | 'POST';
  readonly name: string;
  readonly body: Frame;
  readonly headers: Readonly<Record<string, string>>;
}

/** What each frame is as a request, of those that have one. */
export const framesToRequests = (frames: readonly Frame[]): readonly GoodRequest[] =>
  frames.flatMap((frame): readonly GoodRequest[] => {
    if (typeof frame !== 'string') return [{ name: 'push', body: frame }];
    const message = JSON.parse(frame) as Readonly<Record<string, unknown>>;
    const { type, protocol, device, nonce, heads, unknown, signature, proof } = message;
    const json = (name: OperationName, body: object): GoodRequest => ({ name, body: JSON.stringify(body) });
    if (type === 'hello') return [json('challenge', { protocol, device, nonce })];
    if (type === 'prove')
      return [
        json('ticket', {
          device: 'a'.repeat(32),
          nonce: 'b2'.repeat(32),
          challenge: 'c3'.repeat(32),
          signature,
          proof,
        }),
      ];
    return type === 'have' ? [json('heads', { heads }), json('pull', { heads, unknown, refused: [] })] : [];
  });

const DEEP = ['['.repeat(20_000), '{"a":'.repeat(5_000), `{"heads":${'['.repeat(9_000)}`];
const TYPES = [
  RUN,
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data',
  '',
  'x',
];
const LENGTHS = ['0', '1', '-1', '9'.repeat(20), '4000000', 'x'];
const NAMES = ['challenge', 'ticket', 'heads', 'pull', 'push', 'controls', 'everything', '%00', '..%2f..'];

/** `tickets`: good ones, and such as are none any more or are another's. */
export const oddRequest = (
  good: readonly GoodRequest[],
  tickets: { readonly good: string; readonly bad: readonly string[] },
  draw: Draw,
): OddRequest => {
  const { name, body } = draw.one(good);
  const bodies = good.map((one) => one.body);
  const odd = draw.chance(0.06) ? draw.one(DEEP) : mutateFrame(body, bodies, draw);
  const type = draw.chance(0.1) ? draw.one(TYPES) : typeof body === 'string' ? 'application/json' : RUN;
  const ticket = draw.chance(0.15) ? draw.one(tickets.bad) : tickets.good;
  return {
    method: draw.chance(0.03) ? 'GET' : 'POST',
    name: draw.chance(0.06) ? draw.one(NAMES) : name,
    body: draw.chance(0.1) ? body : odd,
    headers: {
      ...(type === '' ? {} : { 'content-type': type }),
      ...(draw.chance(0.05) ? {} : { authorization: `Bearer ${ticket}` }),
      ...(draw.chance(0.05) ? { 'content-length': draw.one(LENGTHS) } : {}),
    },
  };
};
