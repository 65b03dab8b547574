import { afterEach, beforeEach } from 'vitest';

const printError = console.error;
let unexpected: unknown[][] = [];

/** React, Next and our own code report trouble through console.error; a test that causes some unnoticed has failed. */
beforeEach(() => {
  unexpected = [];
  console.error = (...told: unknown[]) => {
    unexpected.push(told);
    printError(...told);
  };
});

/** A test that expects one replaces console.error itself (`vi.spyOn`), and so keeps it from here. */
afterEach(() => {
  console.error = printError;
  const [first] = unexpected;
  if (first !== undefined) {
    throw new Error(`console.error was called ${unexpected.length} time(s), first with: ${first.join(' ')}`);
  }
});
