/**
 * Has the browser keep the app, so that it opens without the server. The desktop app has its files anyway; where
 * service workers are not to be had (plain http to another machine) the app works as long as its page is open.
 */
export const keepApp = (): void => {
  if (!location.protocol.startsWith('http') || !('serviceWorker' in navigator)) return;
  const keep = async (): Promise<void> => {
    await navigator.serviceWorker.register('/service-worker.js');
    // Else the browser may drop the databases when the disk runs low.
    await navigator.storage.persist();
  };
  keep().catch((error: unknown) => console.warn('The app is not kept for use without the server:', error));
};
