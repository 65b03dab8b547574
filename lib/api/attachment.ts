import type { ExportedFile } from '../verbs/analysis/exported-file';

/** Content-Disposition of a file whose name comes from a key: nothing in it can end the header or the name. */
function attachment(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`;
}

/** Beyond it a proxy may refuse the whole answer. */
const longestReason = 200;

/** How a file is announced: its type, its name, and in `fairsplit-left-out` which metrics it does not have, and why. */
export function fileHeaders({ mediaType, name, leftOut = [] }: ExportedFile): Record<string, string> {
  const described = { 'content-type': mediaType, 'content-disposition': attachment(name) };
  if (leftOut.length === 0) return described;
  const words = leftOut
    .map(({ metric, reason }) => `${metric}: ${reason.slice(0, longestReason)}`)
    .join(' | ');
  return { ...described, 'fairsplit-left-out': words.replace(/[^\x20-\x7e]/g, '?') };
}
