const schemaTypes = ['ZodType', 'ZodSchema', 'ZodObject', '$ZodType'];

/** Whether a type is, or is a union with, a schema type that says what it gives: `z.ZodType<Reason>`. */
function namesOutput(/** @type {any} */ type) {
  if (type?.type === 'TSUnionType' || type?.type === 'TSIntersectionType')
    return type.types.some(namesOutput);
  if (type?.type !== 'TSTypeReference' || type.typeArguments === undefined) return false;
  const { typeName } = type;
  const name = typeName.type === 'TSQualifiedName' ? typeName.right.name : typeName.name;
  return schemaTypes.includes(name);
}

/** Whether a schema is made of itself, as a tree is: TypeScript cannot find its type then. */
function refersTo(/** @type {any} */ node, /** @type {string} */ name) {
  if (node === null || typeof node !== 'object') return false;
  if (Array.isArray(node)) return node.some((part) => refersTo(part, name));
  if (node.type === 'Identifier' && node.name === name) return true;
  return Object.entries(node).some(([key, part]) => key !== 'parent' && refersTo(part, name));
}

/** @type {import('eslint').Rule.RuleModule} */
export const oneDefinition = {
  meta: {
    type: 'problem',
    docs: { description: 'A type is read from its schema, or the schema is held to the type in full.' },
    schema: [],
    messages: {
      twin:
        'A schema that forgets an optional member or a value still has this type, and strips it in silence. Read the type from the ' +
        'schema (z.output), or hold the schema to a type of another room with schemaOf<Type>() of lib/model/schema-of.ts.',
    },
  },
  create(context) {
    const report = (/** @type {any} */ node) => context.report({ node, messageId: 'twin' });
    return {
      VariableDeclarator: (/** @type {any} */ node) => {
        const annotation = node.id.typeAnnotation?.typeAnnotation;
        if (namesOutput(annotation) && !refersTo(node.init, node.id.name)) report(annotation);
      },
      TSSatisfiesExpression: (/** @type {any} */ node) => {
        if (namesOutput(node.typeAnnotation)) report(node.typeAnnotation);
      },
      TSAsExpression: (/** @type {any} */ node) => {
        if (namesOutput(node.typeAnnotation)) report(node.typeAnnotation);
      },
      ':function': (/** @type {any} */ node) => {
        const annotation = node.returnType?.typeAnnotation;
        if (namesOutput(annotation)) report(annotation);
      },
    };
  },
};
