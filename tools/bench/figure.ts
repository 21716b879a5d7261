/** What a benchmark prints: one JSON object a line. */
export interface Figure {
  readonly bench: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: { readonly name: string; readonly value: number };
  readonly ratio: number;
  /** Figures beside the one that counts. */
  readonly also?: { readonly [name: string]: number };
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** The value below which that part of all lie, from 0 to 1. */
export const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

const rounded = (value: number): number => Number(value.toPrecision(4));

export const figure = (
  bench: string,
  unit: string,
  value: number,
  reference: Figure['reference'],
  also?: Figure['also'],
): Figure => ({
  bench,
  value: rounded(value),
  unit,
  reference: { name: reference.name, value: rounded(reference.value) },
  ratio: rounded(value / reference.value),
  ...(also
    ? { also: Object.fromEntries(Object.entries(also).map(([name, one]) => [name, rounded(one)])) }
    : {}),
});
