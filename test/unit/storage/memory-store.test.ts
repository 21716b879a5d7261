import { createMemoryStore } from '../../../src/storage/memory-store.ts';
import { CONTRACT_TABLES, storeContract, type ContractTables } from '../../contracts/store.ts';

storeContract('memory', async () => createMemoryStore<ContractTables>(CONTRACT_TABLES));
