/** Sizes in bytes. Checked before anything is allocated, by devices and server alike; published in SPEC.md. */
export const MAX_EVENTS = 4096;
export const MAX_HEADER = 128 * 1024;
/** A body before compression. */
export const MAX_RAW = 4 * 1024 * 1024;
/** A body as stored: compressed and encrypted. */
export const MAX_STORED = MAX_RAW + 64 * 1024;
export const MAX_CONTEXT = 512;
/** The two lines of one event. */
export const MAX_EVENT = 1024 * 1024;
export const MAX_SEGMENT = 4 + MAX_HEADER + 64 + MAX_STORED;
