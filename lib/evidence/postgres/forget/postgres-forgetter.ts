import type { Database } from '../../../database/client';
import type { EvidenceForgetter } from '../../forget';
import { dropBefore } from './drop-before';
import { dropRejected } from './drop-rejected';
import { dropUnitValues } from './drop-unit-values';
import { eraseUnit } from './erase-unit';
import { removing } from './removal';
import { undoLinks } from './undo-links';

export function createPostgresForgetter(database: Database): EvidenceForgetter {
  return {
    unit: removing(database, eraseUnit),
    before: removing(database, dropBefore),
    links: removing(database, undoLinks),
    rejectedBefore: removing(database, dropRejected),
    unitValues: removing(database, dropUnitValues),
  };
}
