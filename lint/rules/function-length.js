const longest = 100;

/** `describe(...)`, `describe.skipIf(...)(...)`, `describe.each(...)(...)`: a heading, not a function to be read at once. */
function isDescribe(/** @type {any} */ callee) {
  if (callee.type === 'Identifier') return callee.name === 'describe';
  if (callee.type === 'MemberExpression') return isDescribe(callee.object);
  if (callee.type === 'CallExpression') return isDescribe(callee.callee);
  if (callee.type === 'TaggedTemplateExpression') return isDescribe(callee.tag);
  return false;
}

/** @type {import('eslint').Rule.RuleModule} */
export const functionLength = {
  meta: {
    type: 'problem',
    docs: { description: 'A function fits a screen. The callback of a describe block may be longer.' },
    schema: [],
    messages: {
      long: `This function has {{ lines }} lines; {{ longest }} is the most. Give its parts names.`,
    },
  },
  create(context) {
    function check(/** @type {any} */ node) {
      const { parent } = node;
      if (parent.type === 'CallExpression' && parent.arguments.includes(node) && isDescribe(parent.callee))
        return;
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (lines <= longest) return;
      context.report({ node, messageId: 'long', data: { lines: String(lines), longest: String(longest) } });
    }
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};
