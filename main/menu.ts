import { app, type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import { MENU_COMMAND } from '../src/ipc/channels.ts';
import { MENU_COMMANDS, type MenuCommand, type MenuCommandId } from '../src/ipc/menu-commands.ts';

/** A key without a modifier is typed into text fields too: the menu shows it, the page decides. */
const acceleratorOf = (keys: string, inText = false): MenuItemConstructorOptions => ({
  accelerator: keys.replace('Mod', 'CmdOrCtrl'),
  registerAccelerator: keys.startsWith('Mod+') && !inText,
});

/** Undo and redo stand first, as everywhere. */
const UNDOING = 2;

const menuTemplate = (
  isMac: boolean,
  choose: (command: MenuCommandId) => void,
): MenuItemConstructorOptions[] => {
  const itemsOf = (menu: MenuCommand['menu']): MenuItemConstructorOptions[] =>
    MENU_COMMANDS.filter((command) => command.menu === menu).map(({ id, label, keys, inText }) => ({
      id,
      label,
      ...(keys === undefined ? {} : acceleratorOf(keys, inText)),
      click: () => choose(id),
    }));
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [...itemsOf('File'), separator, { role: isMac ? 'close' : 'quit' }] },
    {
      label: 'Edit',
      submenu: [
        ...itemsOf('Edit').slice(0, UNDOING),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        ...itemsOf('Edit').slice(UNDOING),
      ],
    },
    { label: 'Go', submenu: itemsOf('Go') },
    { label: 'Book', submenu: itemsOf('Book') },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const]),
      ],
    },
    { label: 'Help', role: 'help', submenu: itemsOf('Help') },
  ];
};

export const installMenu = (ownWindow: () => BrowserWindow | undefined): void => {
  const template = menuTemplate(process.platform === 'darwin', (command) =>
    ownWindow()?.webContents.send(MENU_COMMAND, command),
  );
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
};
