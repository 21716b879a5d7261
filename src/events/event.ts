import type { Place } from '../clock/order.ts';
import type { AggregateId, CommandId, EventName } from '../kernel/ids.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** What a command decided, before it has a name and a place. */
export interface Draft {
  readonly type: string;
  readonly v: number;
  readonly payload: JsonObject;
  /** The names of the events whose values this one replaces (CF1). */
  readonly over?: readonly EventName[];
}

/** The line that stays when a payload is redacted: it carries all that order and field writes need. */
export interface Envelope {
  readonly v: number;
  readonly type: string;
  readonly aggregate: AggregateId;
  readonly command: CommandId;
  /** Who is said to have done it: a person's aggregate id, or a name. */
  readonly actor: string;
  /** Claimed wall time with offset, RFC 3339 with milliseconds. */
  readonly at: string;
  readonly over?: readonly EventName[];
}

/** An immutable fact, as the fold sees it. */
export interface Event extends Envelope {
  readonly name: EventName;
  readonly place: Place;
  readonly payload: JsonObject;
  /** A later copy of an effect already folded (ON1): only its `over` still counts. */
  readonly copy?: true;
}
