'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { archiveSource } from '@/lib/verbs/sources/archive-source';
import { checkSource } from '@/lib/verbs/sources/check-source';
import { createSource } from '@/lib/verbs/sources/create-source';
import { getSource } from '@/lib/verbs/sources/get-source';
import type { SourceCheck, SourceView } from '@/lib/verbs/sources/source-answers';
import { updateSource } from '@/lib/verbs/sources/update-source';
import { callVerb, keyOf, whole } from '../../console-verb';

const stale = '/settings/sources';

/** Connects a source, once it was found to be sound. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createSource, input, { show: keyOf, stale });
}

/** Changes a source for runs that start from now on. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(updateSource, input, { show: keyOf, stale });
}

/** Takes a source out of use. */
export async function archive(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(archiveSource, input, { show: keyOf, stale });
}

/** The first rows of a source, stored or not, or what is wrong with it. */
export async function check(input: unknown): Promise<ActionOutcome<SourceCheck>> {
  return callVerb(checkSource, input, { show: whole });
}

/** The source as it is stored now, for a form that began with an older version. */
export async function read(key: string): Promise<ActionOutcome<SourceView>> {
  return callVerb(getSource, { key }, { show: whole });
}
