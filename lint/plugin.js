import { functionLength } from './rules/function-length.js';
import { roomImports } from './rules/room-imports.js';
import { roomNames } from './rules/room-names.js';

/** The project's own rules. tests/unit/lint-rooms.test.ts and tests/unit/lint-syntax.test.ts show that each can fail. */
export const fairsplit = {
  meta: { name: 'fairsplit' },
  rules: { 'function-length': functionLength, 'room-imports': roomImports, 'room-names': roomNames },
};
