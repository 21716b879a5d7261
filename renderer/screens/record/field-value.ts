import type { Json } from '../../../src/events/event.ts';

/** As it is shown and typed: text as it is, everything else as JSON writes it. */
export const fieldText = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** A field keeps its type where what was typed still is of that type; otherwise it becomes text. */
export const fieldValue = (text: string, was: Json | undefined): Json => {
  if (was === undefined || was === null || typeof was === 'string') return text;
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === typeof was ? value : text;
  } catch {
    return text;
  }
};
