import { useCommand } from '../../commands/command-bus.ts';

/** Moves the focus to the next pane in sight: to its list if it has one, else to the pane. */
export const useNextPane = (): void =>
  useCommand('pane.next', () => {
    const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) =>
      pane.checkVisibility(),
    );
    const now = panes.findIndex((pane) => pane.contains(document.activeElement));
    const next = panes[(now + 1) % panes.length];
    (next?.querySelector<HTMLElement>('[role=listbox]') ?? next)?.focus();
  });
