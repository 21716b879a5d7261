import type { Bytes } from '../../../src/kernel/bytes.ts';
import type { Dice } from './dice.ts';
import type { Time } from './time.ts';

export type Frame = string | Bytes;

/** What a network does to frames, as probabilities and milliseconds. */
export interface Weather {
  readonly loss: number;
  readonly repeats: number;
  /** Of frames that overtake the ones before them, or fall behind. */
  readonly reordering: number;
  readonly delay: { readonly least: number; readonly most: number };
}

/** One direction of a connection. */
export interface Pipe {
  send(frame: Frame): void;
  /** Runs `task` at the other end, behind all that was sent. */
  behind(task: () => void): void;
}

/**
 * A socket loses and repeats nothing, and the handshake may rely on that. The session must not, because the same
 * messages go by other ways too, so its frames are lost, repeated and reordered here.
 */
const isOfSession = (frame: Frame): boolean =>
  typeof frame !== 'string' || frame.startsWith('{"type":"have"') || frame.startsWith('{"type":"refused"');

export const createPipe = (
  { time, dice, weather }: { time: Time; dice: Dice; weather: () => Weather },
  isBlocked: () => boolean,
  arrive: (frame: Frame) => void,
): Pipe => {
  let last = 0;
  const delay = (): number => dice.between(weather().delay.least, weather().delay.most);
  /** What a partition meets on its way is gone, like what meets it at the start. */
  const carry = (after: number, task: () => void): void => {
    if (!isBlocked()) time.after(after, () => isBlocked() || task());
  };
  const inOrder = (task: () => void): void => {
    last = Math.max(last, time.now() + delay());
    carry(last - time.now(), task);
  };
  return {
    behind: inOrder,
    send: (frame) => {
      if (!isOfSession(frame)) return inOrder(() => arrive(frame));
      const { loss, repeats, reordering } = weather();
      if (dice.chance(loss)) return;
      if (dice.chance(reordering)) carry(delay() * dice.between(0, 4), () => arrive(frame));
      else inOrder(() => arrive(frame));
      if (dice.chance(repeats)) carry(delay() * dice.between(1, 20), () => arrive(frame));
    },
  };
};
