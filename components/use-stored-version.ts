import { useState } from 'react';
import { editsElsewhere, mergedEdits, type EditElsewhere } from '@/lib/model/merged-edits';

interface FormOf<Draft> {
  readonly getValues: () => Draft;
  readonly setValues: (draft: Draft) => void;
}

/**
 * What a form began with, which a save is told apart from. Where a save is refused since somebody else saved in between, `takeOver`
 * lays what is typed here over theirs: the next save is of their version, and changes what was changed here alone.
 */
export function useStoredVersion<Stored, Draft>(
  first: Stored,
  form: FormOf<Draft>,
  draftOf: (stored: Stored) => Draft,
) {
  const [stored, setStored] = useState(first);
  const [elsewhere, setElsewhere] = useState<readonly EditElsewhere[]>([]);
  const takeOver = (current: Stored) => {
    const [before, theirs, mine] = [draftOf(stored), draftOf(current), form.getValues()];
    setElsewhere(editsElsewhere(before, theirs, mine));
    form.setValues(mergedEdits(before, theirs, mine));
    setStored(current);
  };
  return { stored, elsewhere, takeOver };
}
