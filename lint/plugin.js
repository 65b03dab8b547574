import { functionLength } from './rules/function-length.js';
import { oneDefinition } from './rules/one-definition.js';
import { roomImports } from './rules/room-imports.js';
import { roomNames } from './rules/room-names.js';

/** The project's own rules. tests/rules shows that each can fail. */
export const fairsplit = {
  meta: { name: 'fairsplit' },
  rules: {
    'function-length': functionLength,
    'one-definition': oneDefinition,
    'room-imports': roomImports,
    'room-names': roomNames,
  },
};
