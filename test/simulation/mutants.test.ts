import { expect, test } from 'vitest';
import { MUTANTS } from '../../tools/simulate/mutants/list.ts';
import { mutate } from '../../tools/simulate/mutants/plant.ts';

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the mutant "%s" applies to the source as it is',
  (_, mutant) => {
    expect(mutate(mutant)).toContain(mutant.put);
  },
);

test('a mutant that does not apply is told, and one that applies twice', () => {
  const mutant = { name: 'none', file: 'src/clock/order.ts', put: '' };
  expect(() => mutate({ ...mutant, find: 'no such line' })).toThrow('0 places');
  expect(() => mutate({ ...mutant, find: 'export' })).toThrow('must be one');
});
