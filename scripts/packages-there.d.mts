export function packagesThere(root: string): { readonly there: number; readonly all: number };
