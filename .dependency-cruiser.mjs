/**
 * No two files import each other, by however many others, types included: what two need belongs to neither.
 * @type {import('dependency-cruiser').IConfiguration}
 */
export default {
  forbidden: [{ name: 'no-file-circle', severity: 'error', from: {}, to: { circular: true } }],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: {
      path: ['node_modules', 'lib/database/generated', '\\.next', '\\.cache', 'sdk/dist', 'reports'],
    },
  },
};
