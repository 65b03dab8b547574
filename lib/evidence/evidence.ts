import type { EvidenceForgetter } from './forget';
import type { EvidenceReader } from './read';
import type { EvidenceWriter } from './write';

/** The one door to exposures, events, links between units and refused items. */
export interface Evidence {
  readonly read: EvidenceReader;
  readonly write: EvidenceWriter;
  readonly forget: EvidenceForgetter;
}
