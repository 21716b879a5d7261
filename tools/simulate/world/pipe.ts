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
  /** Bytes a millisecond, in each direction; left out, there is room for all. */
  readonly rate?: number;
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
  let free = 0;
  /** Milliseconds until a frame is on its way, behind those before it. */
  const passage = (bytes: number): number => {
    free = Math.max(free, time.now()) + Math.ceil(bytes / (weather().rate ?? Infinity));
    return free - time.now();
  };
  const delay = (): number => dice.between(weather().delay.least, weather().delay.most);
  /** What a partition meets on its way is gone, like what meets it at the start. */
  const carry = (after: number, task: () => void): void => {
    if (!isBlocked()) time.after(after, () => isBlocked() || task());
  };
  const inOrder = (after: number, task: () => void): void => {
    last = Math.max(last, time.now() + after + delay());
    carry(last - time.now(), task);
  };
  return {
    behind: (task) => inOrder(passage(0), task),
    send: (frame) => {
      const after = passage(frame.length);
      if (!isOfSession(frame)) return inOrder(after, () => arrive(frame));
      const { loss, repeats, reordering } = weather();
      if (dice.chance(loss)) return;
      if (dice.chance(reordering)) carry(after + delay() * dice.between(0, 4), () => arrive(frame));
      else inOrder(after, () => arrive(frame));
      if (dice.chance(repeats)) carry(after + delay() * dice.between(1, 20), () => arrive(frame));
    },
  };
};
