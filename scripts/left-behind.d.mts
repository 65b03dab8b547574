export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

export function filesLeftIn(directory: string): readonly string[];
export function processesLeftIn(directory: string, limitMs?: number): Promise<readonly LeftProcess[]>;
