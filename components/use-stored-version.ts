import { useState } from 'react';
import { editsElsewhere, mergedEdits, type EditElsewhere } from '@/lib/model/merged-edits';
import type { ActionOutcome } from './action-outcome';

interface FormOf<Draft> {
  readonly getValues: () => Draft;
  readonly setValues: (draft: Draft) => void;
}

/**
 * What a form began with, which a save is told apart from. Where a save is refused since somebody else saved in between,
 * `takeOverNewer` lays what is typed here over theirs: the next save is of their version, and changes what was changed here alone.
 */
export function useStoredVersion<Stored, Draft>(
  first: Stored,
  form: FormOf<Draft>,
  draftOf: (stored: Stored) => Draft,
) {
  const [stored, setStored] = useState(first);
  const [elsewhere, setElsewhere] = useState<readonly EditElsewhere[]>([]);
  /** Whether that was why; else the refusal is to be shown as any other. */
  const takeOverNewer = async (
    refused: { readonly code: string },
    readNow: () => Promise<ActionOutcome<Stored>>,
  ): Promise<boolean> => {
    if (refused.code !== 'VERSION_MISMATCH') return false;
    const now = await readNow();
    if (!now.ok) return false;
    const [before, theirs, mine] = [draftOf(stored), draftOf(now.value), form.getValues()];
    setElsewhere(editsElsewhere(before, theirs, mine));
    form.setValues(mergedEdits(before, theirs, mine));
    setStored(now.value);
    return true;
  };
  return { stored, elsewhere, takeOverNewer };
}
