export function hasRoomInMemory(): boolean;
export function makeDatabaseDirectory(): string;
export function memoryDirectories(temporary: string): readonly string[];
