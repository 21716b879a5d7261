/**
 * The one ambient API the core may use: UTF-8 is pure, deterministic and everywhere.
 * Everything else that a platform offers (time, randomness, keys, storage) is a port.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
