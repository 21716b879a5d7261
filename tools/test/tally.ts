import type { TestModule, Vitest } from 'vitest/node';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const tallyOf = (module: TestModule): Tally => {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const count = (state: string): number => states.filter((each) => each === state).length;
  return {
    passed: count('passed'),
    // A test that never ran, because its file or a hook broke, has not passed.
    failed: count('failed') + count('pending') + module.errors().length,
    skipped: count('skipped'),
  };
};

export const addTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      skipped: sum.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );

/** Errors outside any test (a rejected promise that nobody awaited) count as failures too. */
export const runTally = (state: Vitest['state']): Tally => {
  const strays = { passed: 0, failed: state.getUnhandledErrors().length, skipped: 0 };
  return addTallies([...state.getTestModules().map(tallyOf), strays]);
};

/** What was not shown, and why: a skipped test must not pass for a passed one. */
export const skippedLines = (state: Vitest['state']): string[] =>
  state
    .getTestModules()
    .flatMap((module) => [...module.children.allTests('skipped')])
    .map((test) => {
      const result = test.result();
      const note = result.state === 'skipped' && result.note ? `, because ${result.note}` : '';
      return `SKIPPED: ${test.fullName}${note}`;
    });

export const tallyLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
