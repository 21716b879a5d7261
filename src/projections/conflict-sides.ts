import type { Json } from '../events/event.ts';
import type { DeviceId, EventName } from '../kernel/ids.ts';
import type { ConflictPart } from './conflict.ts';

/** What the writer of one side of a conflict had in front of them: worked out from the log when somebody looks. */
export interface SideView {
  /** Of the side. */
  readonly name: EventName;
  /** What the part held there just before; several values where they stood side by side, none where that has no meaning. */
  readonly before: readonly Json[];
  /** Of each other side's device, how far its log had arrived. */
  readonly saw: readonly Saw[];
}

/** `at` is the claimed time of the last that had arrived; undefined: none of it had, or it cannot be read here. */
export interface Saw {
  readonly device: DeviceId;
  /** Events of its log that had arrived. */
  readonly events: number;
  readonly at?: string;
}

/** The name of the part among those that can be put back; undefined where "before" would say nothing. */
export const conflictPartName = (part: ConflictPart): string | undefined => {
  switch (part.of) {
    case 'title':
    case 'status':
    case 'assignee':
    case 'name':
    case 'age':
      return part.of;
    case 'field':
      return `field:${part.field}`;
    case 'task':
      return `task-${part.what}:${part.task}`;
    case 'archived':
    case 'sign-off':
    case 'sentence':
      return undefined;
  }
};
