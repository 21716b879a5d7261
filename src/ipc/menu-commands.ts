/** The one registry of the app's commands: native menus, the palette and the shortcuts all read it. */
export interface MenuCommand<Id extends string = MenuCommandId> {
  readonly id: Id;
  readonly label: string;
  readonly menu: 'File' | 'Edit' | 'Go' | 'Book' | 'Help';
  /** Keys joined by `+`; `Mod` is Command on a Mac and Control elsewhere. */
  readonly keys?: string;
  /** Text that is being typed has a meaning of its own for these keys: the page decides, menu or not. */
  readonly inText?: true;
}

const COMMANDS = [
  { id: 'record.new', label: 'New record', menu: 'File', keys: 'Mod+N' },
  { id: 'person.new', label: 'New person', menu: 'File', keys: 'Mod+Alt+N' },
  { id: 'edit.undo', label: 'Undo', menu: 'Edit', keys: 'Mod+Z', inText: true },
  { id: 'edit.redo', label: 'Redo', menu: 'Edit', keys: 'Mod+Shift+Z', inText: true },
  { id: 'list.filter', label: 'Filter records', menu: 'Edit', keys: 'Mod+Shift+F' },
  { id: 'go.inbox', label: 'Inbox: conflicts to decide', menu: 'Go', keys: 'Mod+J' },
  { id: 'go.records', label: 'Records', menu: 'Go', keys: 'Mod+1' },
  { id: 'go.people', label: 'People', menu: 'Go', keys: 'Mod+2' },
  { id: 'go.activity', label: 'Activity', menu: 'Go', keys: 'Mod+3' },
  { id: 'record.history', label: 'History of the record', menu: 'Go', keys: 'Mod+H' },
  { id: 'book.invite', label: 'Invite a device', menu: 'Book' },
  { id: 'sync.now', label: 'Sync now', menu: 'Book', keys: 'Mod+Shift+S' },
  { id: 'help', label: 'Keyboard shortcuts', menu: 'Help', keys: '?' },
] as const satisfies readonly MenuCommand<string>[];

export type MenuCommandId = (typeof COMMANDS)[number]['id'];

export const MENU_COMMANDS: readonly MenuCommand[] = COMMANDS;
