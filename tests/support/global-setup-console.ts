import { buildConsole } from './console-build';

/** For tests that start programs which would build the console themselves: it is built before the first of them. */
export default buildConsole;
