export declare function documentProblems(root: string): string[];
