import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFENCES } from '../../../tools/defences/list.ts';
import { mutate } from '../../../tools/simulate/mutants/plant.ts';

test.each(DEFENCES.map((defence) => [defence.name, defence] as const))(
  'the source can be read as if %s',
  (_, defence) => {
    expect(mutate(defence)).toContain(defence.put);
    expect(existsSync(defence.test)).toBe(true);
  },
);
