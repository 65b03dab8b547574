/** Content-Disposition of a file whose name comes from a key: nothing in it can end the header or the name. */
export function attachment(name: string): string {
  return `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`;
}
