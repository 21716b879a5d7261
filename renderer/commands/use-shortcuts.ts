import { useEffect } from 'react';
import { desktop, isMac } from '../engine/desktop.ts';
import { useCommandBus } from './command-bus.ts';
import { matches } from './keys.ts';
import { commandsWithKeys } from './page-commands.ts';

/** A key that is text there and not a command. The path sees through shadow roots, where prose is edited. */
const isTyping = (event: KeyboardEvent): boolean => {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
};

export const useShortcuts = (): void => {
  const bus = useCommandBus();
  useEffect(() => {
    const commands = commandsWithKeys(desktop !== undefined);
    const onKeyDown = (event: KeyboardEvent): void => {
      const command = commands.find(({ keys }) => matches(event, keys!, isMac));
      if (!command || (command.keys!.length === 1 && isTyping(event))) return;
      if (bus.run(command.id)) event.preventDefault();
      // The browser would offer to save the page, which is never what was meant.
      else if (command.id === 'prose.save') event.preventDefault();
    };
    // Before the editor, which has meanings of its own for some of the keys.
    addEventListener('keydown', onKeyDown, { capture: true });
    const unsubscribe = desktop?.onMenuCommand((id) => bus.run(id));
    return () => {
      removeEventListener('keydown', onKeyDown, { capture: true });
      unsubscribe?.();
    };
  }, [bus]);
};
