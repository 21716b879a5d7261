import { MENU_COMMANDS, type MenuCommandId } from '../../src/ipc/menu-commands.ts';

/** Commands that no native menu shows: they are about the page itself. */
const PAGE_ONLY = [
  { id: 'palette', label: 'All commands, and go to a record', keys: 'Mod+K' },
  { id: 'go.tasks', label: 'Tasks' },
  { id: 'go.devices', label: 'Devices' },
  { id: 'pane.next', label: 'Next pane', keys: 'F6' },
  { id: 'prose.save', label: 'Save what is being typed at once', keys: 'Mod+S' },
] as const;

export type PageCommandId = MenuCommandId | (typeof PAGE_ONLY)[number]['id'];

export interface PageCommand {
  readonly id: PageCommandId;
  readonly label: string;
  readonly keys?: string;
  readonly inText?: true;
}

export const ALL_COMMANDS: readonly PageCommand[] = [...MENU_COMMANDS, ...PAGE_ONLY];

/** A browser opens a window of its own with these, and no page can have them. */
const INSTEAD_IN_BROWSER: { readonly [keys: string]: string } = { 'Mod+N': 'N' };

const forBrowser = (command: PageCommand): PageCommand => {
  const keys = command.keys && INSTEAD_IN_BROWSER[command.keys];
  return keys ? { ...command, keys } : command;
};

export const commandsFor = (desktop: boolean): readonly PageCommand[] =>
  desktop ? ALL_COMMANDS : ALL_COMMANDS.map(forBrowser);

/** In the desktop app the native menu answers these keys, and answering them twice would make two records. */
const IN_MENU = new Set<string>(
  MENU_COMMANDS.filter(({ keys, inText }) => keys?.startsWith('Mod+') && !inText).map(({ id }) => id),
);

export const commandsWithKeys = (desktop: boolean): readonly PageCommand[] =>
  commandsFor(desktop).filter(({ id, keys }) => keys !== undefined && !(desktop && IN_MENU.has(id)));
