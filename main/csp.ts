/**
 * The Content-Security-Policy of every response of app://. Nothing inline and nothing from elsewhere;
 * `wasm-unsafe-eval` is for Automerge and hash-wasm, which are WebAssembly.
 */
export const contentSecurityPolicy = (serverUrl: string): string => {
  const server = new URL(serverUrl);
  const socket = `${server.protocol === 'https:' ? 'wss:' : 'ws:'}//${server.host}`;
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${server.origin} ${socket}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
};
