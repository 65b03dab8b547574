import type { PrismaClient } from '../database/generated/client';

/**
 * The client as better-auth needs it. It passes `select: undefined` and the like, which our client refuses on purpose:
 * an undefined filter would be dropped. So members that are undefined are left out here, but never inside `where`.
 */
export function acceptingUndefined(prisma: PrismaClient) {
  return prisma.$extends({
    query: {
      $allModels: {
        $allOperations: ({ args, query }) => query(withoutUndefined(args)),
      },
    },
  });
}

function withoutUndefined<Arguments>(args: Arguments): Arguments {
  if (!isPlainObject(args)) return args;
  const copy = { ...args };
  for (const name of Object.keys(copy)) {
    const value: unknown = Reflect.get(copy, name);
    if (value === undefined) Reflect.deleteProperty(copy, name);
    else if (name === 'data' || name === 'select') Reflect.set(copy, name, withoutUndefined(value));
  }
  return copy;
}

function isPlainObject<Value>(value: Value): value is Value & object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
