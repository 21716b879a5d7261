import { type BookService, createBookService } from '../../src/book/service.ts';
import { createPorts } from './ports.ts';

export const openService = async (): Promise<BookService> => createBookService(await createPorts());
