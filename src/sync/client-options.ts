import type { Bytes } from '../kernel/bytes.ts';
import type { BookId, DeviceId } from '../kernel/ids.ts';
import type { Clock, Crypto, Random, SigningKeys, Timers } from '../kernel/ports.ts';
import type { Failure } from '../kernel/result.ts';
import type { LogPort, Refusal } from './log-port.ts';
import type { Session } from './session.ts';
import type { Transport } from './transport.ts';

export interface ClientPorts {
  readonly crypto: Crypto;
  readonly random: Random;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly transport: Transport;
}

export interface ClientOptions {
  /** Origin, without a path: `https://sync.example`. */
  readonly server: string;
  readonly book: BookId;
  readonly device: DeviceId;
  readonly signing: SigningKeys;
  readonly log: LogPort;
  proof(): Promise<readonly Bytes[]>;
  /** False while joining. */
  isEnrolled(): boolean;
  onState(state: ClientState): void;
  /** The store or the crypto failed; the connection has been ended and will be tried again. */
  onFault(error: unknown): void;
  /** The server did not take a segment, and why. */
  onRefused(refusal: Refusal): void;
  /** Segments that came were not taken here, and why. */
  onNotTaken(refusals: readonly Refusal[]): void;
}

export type ClientState =
  /** `failure`: the last connection was not let in, for a reason that somebody may remove. */
  | { readonly type: 'waiting' | 'connecting'; readonly failure?: Failure }
  | {
      readonly type: 'live';
      readonly session: Session;
      /** The server's clock less this device's, in milliseconds. */
      readonly skew: number;
      readonly taking: boolean;
      /** When the last frame came of which the session knows, in milliseconds since 1970 by this device's clock. */
      readonly heard: number;
      /** The server was asked for a sign of life, and has given none for a while. */
      readonly isSilent: boolean;
    }
  /** The server will not have this device: trying again does not help. */
  | { readonly type: 'stopped'; readonly failure: Failure };
