const FRAGMENT = '#join=';

/**
 * The invitation that this page was opened with, or nothing. It is taken out of the address at once: a secret
 * does not belong into the browser's history.
 */
export const takeInvitation = (): string => {
  const { hash, href } = location;
  if (!hash.startsWith(FRAGMENT)) return '';
  history.replaceState(null, '', '/');
  return href;
};

/** A link that is put into the address of a page that is open already changes the fragment, which loads nothing. */
export const watchForInvitations = (): void =>
  addEventListener('hashchange', () => {
    if (location.hash.startsWith(FRAGMENT)) location.reload();
  });
