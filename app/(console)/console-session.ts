import { cache } from 'react';
import { requireConsoleSession } from '@/lib/console/console-context';

/** Who is looking, read once for each request however many parts of the page ask. */
export const consoleSession = cache(requireConsoleSession);
