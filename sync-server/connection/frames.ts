import type { Bytes } from '../../src/kernel/bytes.ts';
import type { Result } from '../../src/kernel/result.ts';
import { frameToMessage, messageToFrame, type FrameFailure, type Message } from '../../src/sync/protocol.ts';

/**
 * Messages to frames and back. What a commit brings is told to one device of its book after another, and one after
 * another they answer that they have it: so the next frame is mostly one of the last, which is encoded or read once,
 * and whose bytes are in memory once however many have not taken them yet.
 */
export interface Frames {
  write(message: Message): string | Bytes;
  /** What is read may have been read before, for another connection: nobody changes it. */
  read(data: Buffer, isBinary: boolean): Result<Message, FrameFailure>;
}

interface Written {
  readonly message: Message;
  readonly frame: string | Bytes;
}

interface Read {
  readonly data: Buffer;
  readonly message: Result<Message, FrameFailure>;
}

/** Of `have`s that were read; a larger one is read each time. */
const REMEMBERED = 8;
const REMEMBERED_BYTES = 64 * 1024;

/** What is kept: the last frame written of each of two kinds, and REMEMBERED that were read, whoever is connected. */
export const createFrames = (): Frames => {
  const written = new Map<Message['type'], Written>();
  let read: readonly Read[] = [];
  return {
    write: (message) => {
      const last = written.get(message.type);
      if (last && isSame(last.message, message)) return last.frame;
      const frame = messageToFrame(message);
      if (message.type === 'have' || message.type === 'segments')
        written.set(message.type, { message, frame });
      return frame;
    },
    read: (data, isBinary) => {
      const before = isBinary ? undefined : read.find((one) => one.data.equals(data));
      if (before) return before.message;
      const message = frameToMessage(toFrame(data, isBinary));
      if (message.ok && message.value.type === 'have' && data.length <= REMEMBERED_BYTES)
        // A copy: a view would keep all that came in with it.
        read = [{ data: Buffer.from(data), message }, ...read].slice(0, REMEMBERED);
      return message;
    },
  };
};

/** A plain view: a Buffer's `slice` does not copy, and nothing below the socket should have to know that. */
const toFrame = (data: Buffer, isBinary: boolean): string | Bytes =>
  isBinary ? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.length) : data.toString('utf8');

/** Of the same objects, not only of equal ones: to look is then next to nothing. */
const isSame = (a: Message, b: Message): boolean => {
  if (a.type === 'have' && b.type === 'have')
    return a.heads === b.heads && !a.part && !b.part && isSameList(a.unknown, b.unknown);
  return a.type === 'segments' && b.type === 'segments' && isSameList(a.segments, b.segments);
};

const isSameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);
