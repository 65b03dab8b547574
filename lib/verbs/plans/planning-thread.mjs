import { register } from 'tsx/esm/api';

// A thread does not take over what loads TypeScript, so it begins with that.
register();
await import('./planning-thread.ts');
