import type { Json } from '../events/event.ts';

const MAX_SUMMARY = 80;

/** Payloads were checked: what is summed up is no object, and nothing where it was cleared. */
export const say = (value: Json | undefined): string =>
  typeof value === 'object' ? '' : String(value ?? '');

export const cut = (text: string): string =>
  text.length > MAX_SUMMARY ? `${text.slice(0, MAX_SUMMARY - 1).toWellFormed()}…` : text;
