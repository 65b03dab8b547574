import type { Room } from './rooms.js';

export declare function roomCircles(rooms: readonly Room[]): readonly (readonly string[])[];
