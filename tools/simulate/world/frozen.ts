/**
 * A row as the disk keeps it. IndexedDB keeps copies; to freeze is cheaper, and whoever changes a row that was written
 * or read is told so at once.
 */
export const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value))
    return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
};
