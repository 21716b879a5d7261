/** What each channel accepts. The page is not trusted: main parses every payload with these. */
import { z } from 'zod';

/** Larger files are imported in parts by the command line; a window would hold all of it in memory. */
export const MAX_TEXT_FILE_BYTES = 64 * 1024 * 1024;
const MAX_SECRET_CHARS = 64 * 1024;

const bookId = z.string().regex(/^[A-Za-z0-9_-]{8,128}$/, 'a book id');

export const nothing = z.undefined();

export const storeKeyRequest = z.strictObject({
  book: bookId,
  secret: z.string().min(1).max(MAX_SECRET_CHARS),
});
export type StoreKeyRequest = z.infer<typeof storeKeyRequest>;

export const loadKeyRequest = z.strictObject({ book: bookId });
export type LoadKeyRequest = z.infer<typeof loadKeyRequest>;

export const openExternalRequest = z.strictObject({ url: z.url({ protocol: /^(https|mailto)$/ }).max(8192) });
export type OpenExternalRequest = z.infer<typeof openExternalRequest>;

const filters = z
  .array(
    z.strictObject({
      name: z.string().max(80),
      extensions: z.array(z.string().regex(/^[a-z0-9]{1,12}$/)).min(1),
    }),
  )
  .max(10);

export const openTextFileRequest = z.strictObject({ title: z.string().max(200), filters });
export type OpenTextFileRequest = z.infer<typeof openTextFileRequest>;

export const saveTextFileRequest = z.strictObject({
  title: z.string().max(200),
  /** A name, never a path: the person chooses the folder. */
  suggestedName: z.string().regex(/^[^/\\\0]{1,200}$/),
  text: z.string().max(MAX_TEXT_FILE_BYTES),
  filters,
});
export type SaveTextFileRequest = z.infer<typeof saveTextFileRequest>;
