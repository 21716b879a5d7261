import type { Bytes } from '../kernel/bytes.ts';

export interface TransportHandlers {
  onOpen(): void;
  /** In the order they were sent. */
  onFrame(frame: string | Bytes): void;
  /** Once, whatever ended it; nothing comes after. */
  onClose(): void;
}

export interface Connection {
  /** Dropped silently when the connection has ended: `onClose` says so. */
  send(frame: string | Bytes): void;
  close(): void;
}

/** Carries frames to a sync server; may lose the connection, never a frame within one. */
export interface Transport {
  /** `origin` is that of the server, http or https. */
  connect(origin: string, handlers: TransportHandlers): Connection;
}
