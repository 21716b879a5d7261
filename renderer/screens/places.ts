import { Activity, CheckSquare, Inbox, MonitorSmartphone, NotebookText, Users } from 'lucide-react';
import type { AggregateId } from '../../src/kernel/ids.ts';
import type { PageCommandId } from '../commands/page-commands.ts';

/** The sections of the window, and their addresses: `/section` and `/section/aggregate`. */
export const SECTIONS = [
  { at: '/inbox', title: 'Inbox', icon: Inbox, command: 'go.inbox' },
  { at: '/records', title: 'Records', icon: NotebookText, command: 'go.records' },
  { at: '/tasks', title: 'Tasks', icon: CheckSquare, command: 'go.tasks' },
  { at: '/people', title: 'People', icon: Users, command: 'go.people' },
  { at: '/activity', title: 'Activity', icon: Activity, command: 'go.activity' },
  { at: '/devices', title: 'Devices', icon: MonitorSmartphone, command: 'go.devices' },
] as const satisfies readonly { at: string; title: string; icon: unknown; command: PageCommandId }[];

export type Section = (typeof SECTIONS)[number];

/** Where the app opens. */
const HOME = SECTIONS[1];

export interface Place {
  readonly section: Section;
  readonly aggregate: AggregateId | undefined;
  /** In the inbox: id of the conflict. */
  readonly conflict: string | undefined;
}

const INBOX = '/inbox/';

const AGGREGATE = /^(record|person):[0-9a-zA-Z._-]{1,64}$/;

/** Any address leads somewhere: an unknown one to the records. */
export const placeOf = (path: string): Place => {
  const [, name, id = ''] = path.split('/');
  const section = SECTIONS.find(({ at }) => at === `/${name}`) ?? HOME;
  const conflict =
    path.startsWith(INBOX) && path.length > INBOX.length ? decoded(path.slice(INBOX.length)) : undefined;
  return {
    section,
    aggregate: conflict === undefined && AGGREGATE.test(id) ? (id as AggregateId) : undefined,
    conflict,
  };
};

/** A conflict's id names its part, and a field may be called anything. */
export const addressOfConflict = (id: string): string => `${INBOX}${encodeURIComponent(id)}`;

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Typed by hand, it may be anything too.
  }
};

export const addressOf = (section: string, aggregate: AggregateId): string => `${section}/${aggregate}`;

/** Where an aggregate is at home, for links from elsewhere. */
export const homeOf = (aggregate: AggregateId): string =>
  addressOf(aggregate.startsWith('person:') ? '/people' : '/records', aggregate);
