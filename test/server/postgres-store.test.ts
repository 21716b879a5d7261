import { afterAll } from 'vitest';
import { describeServerStore } from '../contracts/server-store.ts';
import { openNode } from '../support/postgres-store.ts';
import { newDatabase, tryPostgres } from '../support/postgres.ts';

const { server, why } = await tryPostgres();
afterAll(() => server?.stop());

let url = '';
describeServerStore(
  async () => openNode((url = await newDatabase(server!.url))),
  why,
  () => openNode(url),
);
