import { useEffect } from 'react';
import { desktop, isMac } from '../engine/desktop.ts';
import { useCommandBus } from './command-bus.ts';
import { isTyping, isWriting, runInText } from './typing.ts';
import { matches } from './keys.ts';
import { commandsWithKeys } from './page-commands.ts';

export const useShortcuts = (): void => {
  const bus = useCommandBus();
  useEffect(() => {
    const commands = commandsWithKeys(desktop !== undefined);
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = commands.find(({ keys }) => matches(event, keys!, isMac));
      // The path sees through shadow roots, where prose is edited.
      const target = event.composedPath()[0];
      if (!command || (command.keys!.length === 1 && isTyping(target))) return;
      if (command.inText && isWriting(target)) return;
      if (bus.run(command.id)) event.preventDefault();
      // The browser would offer to save the page, which is never what was meant.
      else if (command.id === 'prose.save') event.preventDefault();
    };
    // Before the editor, which has meanings of its own for some of the keys.
    addEventListener('keydown', onKeyDown, { capture: true });
    const unsubscribe = desktop?.onMenuCommand((id) => {
      if (!runInText(id)) bus.run(id);
    });
    return () => {
      removeEventListener('keydown', onKeyDown, { capture: true });
      unsubscribe?.();
    };
  }, [bus]);
};
