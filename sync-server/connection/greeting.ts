import { bytesToHex } from '../../src/kernel/bytes.ts';
import type { Random } from '../../src/kernel/ports.ts';
import { fail, ok, type Failure, type Result } from '../../src/kernel/result.ts';
import type { Challenge } from '../../src/sync/handshake.ts';
import { PROTOCOL, type Message } from '../../src/sync/protocol.ts';

/** Where a connection stands before it is let in. Each state is left once, so a challenge is answered once. */
export type Greeting =
  | { readonly at: 'hello' }
  | { readonly at: 'prove'; readonly hello: Hello; readonly challenge: Challenge }
  | { readonly at: 'proven'; readonly hello: Hello; readonly challenge: Challenge; readonly prove: Prove };

type Hello = Extract<Message, { type: 'hello' }>;
type Prove = Extract<Message, { type: 'prove' }>;
export type GreetingFailure = Failure<'out-of-turn' | 'protocol-unknown'>;

/** The next state: `prove` asks for the challenge to be sent, `proven` for the answer to be judged. */
export const greet = (
  greeting: Greeting,
  message: Message,
  origin: string,
  random: Random,
): Result<Greeting, GreetingFailure> => {
  if (greeting.at === 'hello' && message.type === 'hello') {
    if (message.protocol !== PROTOCOL)
      return fail(
        'protocol-unknown',
        `This server speaks version ${PROTOCOL} of the protocol, not ${message.protocol}.`,
      );
    const serverNonce = bytesToHex(random.bytes(32));
    const challenge = { origin, book: message.book, deviceNonce: message.nonce, serverNonce };
    return ok({ at: 'prove', hello: message, challenge });
  }
  if (greeting.at === 'prove' && message.type === 'prove')
    return ok({ ...greeting, at: 'proven', prove: message });
  return fail('out-of-turn', `A message "${message.type}" before its turn in the handshake.`);
};
