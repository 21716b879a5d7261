/**
 * Stands in for the `electron` module where its binary cannot run: it records what main asks for and lets
 * a test play the window, the page and the person. It refuses what Electron refuses (late schemes, second handlers).
 */
import { EventEmitter } from 'node:events';
import { FakeWebContents, type Frame } from './electron-page.ts';

/** What a test sets before main is loaded, and reads afterwards. */
export const world = {
  holdsLock: true,
  userData: '',
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  encryption: { available: true, backend: 'gnome_libsecret' },
  chosenFile: undefined as string | undefined,
  quits: 0,
  opened: [] as string[],
  menu: [] as MenuItem[],
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
};

export interface MenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly accelerator?: string;
  readonly registerAccelerator?: boolean;
  readonly submenu?: MenuItem[];
  readonly click?: () => void;
}

const beforeReady = (call: string): void => {
  if (app.ready) throw new Error(`${call} was called after the app was ready`);
};

class App extends EventEmitter {
  ready = false;
  isPackaged = false;
  sandboxed = false;
  requestSingleInstanceLock = () => world.holdsLock;
  quit = () => void world.quits++;
  getVersion = () => '0.1.0';
  getPath = () => world.userData;
  enableSandbox(): void {
    beforeReady('enableSandbox');
    this.sandboxed = true;
  }
  async whenReady(): Promise<void> {
    await Promise.resolve();
    this.ready = true;
  }
}
export const app = new App();

type SchemeHandler = (request: Request) => Promise<Response>;
export const protocol = {
  handlers: new Map<string, SchemeHandler>(),
  registerSchemesAsPrivileged(schemes: typeof world.schemes): void {
    beforeReady('registerSchemesAsPrivileged');
    world.schemes.push(...schemes);
  },
  handle(scheme: string, handler: SchemeHandler): void {
    this.handlers.set(scheme, handler);
  },
};

type InvokeHandler = (event: { sender: unknown; senderFrame: Frame | null }, payload: unknown) => unknown;
export const ipcMain = {
  handlers: new Map<string, InvokeHandler>(),
  handle(channel: string, handler: InvokeHandler): void {
    if (this.handlers.has(channel)) throw new Error(`a second handler for ${channel}`);
    this.handlers.set(channel, handler);
  },
};

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = [];
  readonly webContents = new FakeWebContents();
  readonly options: Record<string, unknown>;
  url = '';
  bounds = { x: 10, y: 20, width: 900, height: 700 };
  calls: string[] = [];
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL = async (url: string) => void (this.url = url);
  getNormalBounds = () => this.bounds;
  isMaximized = () => false;
  isMinimized = () => true;
  show = () => void this.calls.push('show');
  focus = () => void this.calls.push('focus');
  restore = () => void this.calls.push('restore');
  maximize = () => void this.calls.push('maximize');
}

type Answerer = (contents: unknown, permission: string, answer: (granted: boolean) => void) => void;
const permissions = {
  request: undefined as Answerer | undefined,
  check: undefined as ((contents: unknown, permission: string) => boolean) | undefined,
  device: undefined as (() => boolean) | undefined,
};
export const session = {
  permissions,
  defaultSession: {
    setPermissionRequestHandler: (handler: Answerer) => void (permissions.request = handler),
    setPermissionCheckHandler: (handler: NonNullable<typeof permissions.check>) =>
      void (permissions.check = handler),
    setDevicePermissionHandler: (handler: () => boolean) => void (permissions.device = handler),
    setDisplayMediaRequestHandler: () => undefined,
  },
};

export const Menu = {
  buildFromTemplate: (template: MenuItem[]) => template,
  setApplicationMenu: (menu: MenuItem[]) => void (world.menu = menu),
};

export const screen = { getAllDisplays: () => world.displays };

export const shell = { openExternal: async (url: string) => void world.opened.push(url) };

export const dialog = {
  showOpenDialog: async () => ({
    canceled: world.chosenFile === undefined,
    filePaths: world.chosenFile === undefined ? [] : [world.chosenFile],
  }),
  showSaveDialog: async () => ({ canceled: world.chosenFile === undefined, filePath: world.chosenFile }),
};

/** Not encryption, but enough to tell a stored secret from a plain one. */
export const safeStorage = {
  isEncryptionAvailable: () => world.encryption.available,
  getSelectedStorageBackend: () => world.encryption.backend,
  encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 0xaa),
  decryptString: (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xaa)).toString(),
};
