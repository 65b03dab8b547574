-- AlterEnum: by itself, because a value that is new cannot be used in the transaction that adds it.
ALTER TYPE "ValueType" ADD VALUE 'INTEGER' BEFORE 'NUMBER';
