import { createRoom } from '../room.ts';
import type { PersonState } from './state.ts';

export const personRoom = createRoom<PersonState>();
