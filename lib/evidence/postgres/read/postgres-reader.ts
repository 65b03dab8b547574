import type { ReadingDatabase } from '../../../database/reader';
import type { EvidenceReader } from '../../read';
import { findExpired } from '../forget/drop-before';
import { countRejectedBefore } from '../forget/drop-rejected';
import { countVerdicts } from './count-verdicts';
import { crowdedPersons } from './crowded-persons';
import { createSnapshots } from './snapshots';
import { earliestExposure } from './sources/earliest-exposure';
import { sampleSource } from './sources/read-source';
import { unitRecords } from './unit-records/unit-records';
import { unitsOf } from './unit-records/units-of';
import { unitRowsStatements } from './unit-rows-statement';
import { variantsMet } from './variants-met';
import { variantsMetInRuns } from './variants-met-in-runs';

/** What may take minutes goes over `analysisPool`, everything else over `pool`. */
export function createPostgresReader(database: ReadingDatabase): EvidenceReader {
  return {
    ...createSnapshots(database.analysisPool),
    unitRowsStatements,
    earliestExposure: (runId) => earliestExposure(database.pool, runId),
    sampleSource,
    variantsMet: (pairs) => variantsMet(database, pairs),
    variantsMetInRuns: (unit, runIds) => variantsMetInRuns(database, unit, runIds),
    countVerdicts: (environmentId, since) => countVerdicts(database, environmentId, since),
    crowdedPersons: (environmentId, limit) => crowdedPersons(database, environmentId, limit),
    expired: (expired) => findExpired(database, expired),
    unitsOf: (asked) => unitsOf(database, asked),
    unitRecords: (asked) => unitRecords(database, asked),
    countRejectedBefore: (instant) => countRejectedBefore(database, instant),
  };
}
