/** `problem`: it will not work, or is not safe; `hint`: it works, and someone should know. */
export interface Finding {
  readonly kind: 'well' | 'hint' | 'problem';
  readonly about: string;
  /** What is, and what to do where something is wrong. */
  readonly says: string;
}

/** Milliseconds that a clock may be off before people see it in what they write. */
export const SKEW = 60_000;

export const well = (about: string, says: string): Finding => ({ kind: 'well', about, says });
export const hint = (about: string, says: string): Finding => ({ kind: 'hint', about, says });
export const problem = (about: string, says: string): Finding => ({ kind: 'problem', about, says });

export const findingToLine = ({ kind, about, says }: Finding): string =>
  `${{ well: 'well   ', hint: 'hint   ', problem: 'PROBLEM' }[kind]}  ${about}: ${says}`;
