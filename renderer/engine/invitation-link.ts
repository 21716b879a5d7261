const FRAGMENT = '#join=';

let taken: string | undefined;

/**
 * The invitation that this page was opened with, or nothing. It is taken out of the address at once: a secret
 * does not belong into the browser's history.
 */
export const takeInvitation = (): string => {
  if (taken !== undefined) return taken;
  taken = location.hash.startsWith(FRAGMENT) ? location.href : '';
  if (taken !== '') history.replaceState(null, '', '/');
  return taken;
};
