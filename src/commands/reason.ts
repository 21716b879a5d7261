import type { $ZodIssue } from 'zod/v4/core';

/** Why a value is not valid: what people meet in practice is said in their words. */
export const reasonOf = (issue: $ZodIssue): string => {
  if (issue.code === 'too_big' && issue.origin === 'string')
    return `it is longer than ${issue.maximum} characters`;
  if (issue.code === 'too_big' && issue.origin === 'number') return `it is more than ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin === 'string') return 'it is empty';
  if (issue.code === 'too_small' && issue.origin === 'number') return `it is less than ${issue.minimum}`;
  return issue.message;
};
