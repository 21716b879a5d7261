import { fail, ok, type Failure, type Result } from '../../../src/kernel/result.ts';

/** Empty is not said; anything else must be a whole number of years. */
export const readAge = (text: string): Result<number | null, Failure<'age.unreadable'>> => {
  const trimmed = text.trim();
  if (trimmed === '') return ok(null);
  return /^\d{1,3}$/.test(trimmed)
    ? ok(Number(trimmed))
    : fail('age.unreadable', 'An age is a whole number of years, or nothing.', 'age');
};
