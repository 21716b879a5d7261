import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CHANNELS, MENU_COMMAND } from '../../../src/ipc/channels.ts';
import { MENU_COMMANDS } from '../../../src/ipc/menu-commands.ts';
import { MAX_TEXT_FILE_BYTES } from '../../../src/ipc/payloads.ts';
import { OWN_PAGE } from '../../doubles/electron-page.ts';
import { loadMain } from '../../doubles/load-main.ts';

const BOOK = 'a1'.repeat(32);

describe('a message is refused', () => {
  const strangers = {
    'from a frame inside the page': { frame: { origin: 'app://daybook', parent: OWN_PAGE } },
    'from another origin': { frame: { origin: 'https://example.org', parent: null } },
    'from a frame that is gone': { frame: null },
    'from another window': { sender: {} },
  };
  test.each(Object.entries(strangers))('%s', async (_what, from) => {
    const { invoke } = await loadMain();
    for (const channel of Object.values(CHANNELS)) {
      await expect(invoke(channel, undefined, from)).rejects.toThrow(`${channel}: refused, not sent by`);
    }
  });

  test('when its payload is malformed, naming the field', async () => {
    const { invoke, electron } = await loadMain();
    await expect(invoke(CHANNELS.storeKey, { book: '../x', secret: 's' })).rejects.toThrow(
      'keys.store: refused, book',
    );
    await expect(invoke(CHANNELS.loadKey, { book: BOOK, more: 1 })).rejects.toThrow('keys.load: refused');
    await expect(invoke(CHANNELS.appInfo, 'x')).rejects.toThrow('app.info: refused');
    for (const url of ['http://example.org', 'file:///etc/passwd', 'javascript:1', 'smb://host/share', '']) {
      await expect(invoke(CHANNELS.openExternal, { url })).rejects.toThrow('external.open: refused, url');
    }
    expect(electron.world.opened).toEqual([]);
  });
});

test('the app tells the page its platform, version and server', async () => {
  const { invoke } = await loadMain();
  expect(await invoke(CHANNELS.appInfo)).toEqual({
    platform: process.platform,
    version: '0.1.0',
    serverUrl: 'http://127.0.0.1:8787',
  });
});

test('a book key is kept encrypted, one file a book', async () => {
  const { invoke, electron } = await loadMain();
  expect(await invoke(CHANNELS.loadKey, { book: BOOK })).toEqual({ ok: true, value: null });
  expect(await invoke(CHANNELS.storeKey, { book: BOOK, secret: 'the secret' })).toMatchObject({ ok: true });
  const folder = join(electron.world.userData, 'keys');
  const [name] = readdirSync(folder);
  expect(readFileSync(join(folder, name!), 'utf8')).not.toContain('the secret');
  expect(await invoke(CHANNELS.loadKey, { book: BOOK })).toEqual({ ok: true, value: 'the secret' });
});

test.each([
  { available: false, backend: 'unknown' },
  { available: true, backend: 'basic_text' },
])('without a key store nothing is written: %o', async (encryption) => {
  const { invoke, electron } = await loadMain(({ world }) => (world.encryption = encryption));
  const answer = await invoke(CHANNELS.storeKey, { book: BOOK, secret: 's' });
  expect(answer).toMatchObject({ ok: false, error: { code: 'keys.unavailable' } });
  expect(existsSync(join(electron.world.userData, 'keys'))).toBe(false);
});

describe('text files', () => {
  const open = { title: 'Open', filters: [{ name: 'Log', extensions: ['jsonl'] }] };

  test('are saved whole and read back', async () => {
    const { invoke, electron } = await loadMain();
    electron.world.chosenFile = join(electron.world.userData, 'log.jsonl');
    const saved = await invoke(CHANNELS.saveTextFile, {
      ...open,
      suggestedName: 'log.jsonl',
      text: 'zwölf\n',
    });
    expect(saved).toEqual({ ok: true, value: 'log.jsonl' });
    const opened = await invoke(CHANNELS.openTextFile, open);
    expect(opened).toEqual({ ok: true, value: { name: 'log.jsonl', text: 'zwölf\n' } });
  });

  test('are null when the person cancels', async () => {
    const { invoke } = await loadMain();
    expect(await invoke(CHANNELS.openTextFile, open)).toEqual({ ok: true, value: null });
  });

  test('that are too large or not text are refused with a reason', async () => {
    const { invoke, electron } = await loadMain();
    const path = join(electron.world.userData, 'log.jsonl');
    electron.world.chosenFile = path;
    writeFileSync(path, Uint8Array.of(0xff, 0xfe));
    expect(await invoke(CHANNELS.openTextFile, open)).toMatchObject({ error: { code: 'file.notText' } });
    truncateSync(path, MAX_TEXT_FILE_BYTES + 1);
    expect(await invoke(CHANNELS.openTextFile, open)).toMatchObject({ error: { code: 'file.tooLarge' } });
  });

  test('cannot be named by the page with a path', async () => {
    const { invoke } = await loadMain();
    const request = { ...open, suggestedName: '../../.profile', text: '' };
    await expect(invoke(CHANNELS.saveTextFile, request)).rejects.toThrow('suggestedName');
  });
});

test('every command of the registry has a menu item that sends it to the page', async () => {
  const { electron, window } = await loadMain();
  const items = electron.world.menu.flatMap((menu) => menu.submenu ?? []);
  for (const { id, keys, inText } of MENU_COMMANDS) {
    const item = items.find((each) => each.id === id)!;
    item.click!();
    expect(window.webContents.sent.at(-1)).toEqual([MENU_COMMAND, id]);
    if (keys) expect(item.registerAccelerator).toBe(keys.startsWith('Mod+') && !inText);
  }
});
