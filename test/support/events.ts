import type { Event, JsonObject } from '../../src/events/event.ts';
import type { AggregateId, CommandId, DeviceId, EventName } from '../../src/kernel/ids.ts';

export const nameOf = (number: number): EventName => number.toString(16).padStart(64, '0') as EventName;
export const commandOf = (number: number): CommandId => number.toString(16).padStart(32, '0') as CommandId;
const deviceOf = (number: number): DeviceId => number.toString(16).padStart(32, 'd') as DeviceId;

/** The event numbered `number`: its name, command and place follow from that. */
export const eventOf = (
  number: number,
  type: string,
  payload: JsonObject,
  about: Partial<Event> = {},
): Event => ({
  v: 1,
  type,
  aggregate: `${type.slice(0, type.indexOf('.'))}:1` as AggregateId,
  command: commandOf(number),
  actor: 'person:ada',
  at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
  name: nameOf(number),
  place: { depth: number, device: deviceOf(1), segment: '~', seq: number },
  payload,
  ...about,
});

/** As an event of another device than the first. */
export const onDevice = (device: number, number: number): Pick<Event, 'place'> => ({
  place: { depth: number, device: deviceOf(device), segment: '~', seq: number },
});
