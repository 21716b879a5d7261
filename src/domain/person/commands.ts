import { partsSchema } from '../parts.ts';
import { commandBase, key, line, z } from '../schema.ts';
import { age, interests } from './events.ts';

const base = commandBase('person');

const command = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...base, ...shape });

const PART_KINDS = {
  name: { value: line },
  age: { value: age.nullable() },
  interest: { name: key, value: z.boolean() },
};

export const personCommands = z.discriminatedUnion('type', [
  command('person.create', { name: line, age: age.optional(), interests: interests.optional() }),
  command('person.set-name', { name: line }),
  command('person.set-age', { age: age.nullable() }),
  command('person.add-interest', { interest: key }),
  command('person.remove-interest', { interest: key }),
  command('person.put-back', { parts: partsSchema(PART_KINDS) }),
]);

export type PersonCommand = z.output<typeof personCommands>;
