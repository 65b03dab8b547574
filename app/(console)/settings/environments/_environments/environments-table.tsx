import { Group } from '@mantine/core';
import Link from 'next/link';
import { ArchiveButton } from './archive-button';
import type { EnvironmentFacts } from './environment-facts';
import { RenameButton } from './rename-button';

interface EnvironmentsTableProps {
  readonly environments: readonly EnvironmentFacts[];
  readonly mayWrite: boolean;
}

/** Environments, oldest first. Where something runs, it says what to stop first. */
export function EnvironmentsTable({ environments, mayWrite }: EnvironmentsTableProps) {
  return (
    <section className="table-scroll" aria-label="Environments" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Environment</th>
            <th scope="col">Key</th>
            <th scope="col">Running</th>
            <th scope="col">Keys</th>
            <th scope="col">Made</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {environments.map((facts) => (
            <tr key={facts.key}>
              <th scope="row">
                {facts.name}
                {facts.archived !== null && ` (archived ${facts.archived})`}
              </th>
              <td>
                <code>{facts.key}</code>
              </td>
              <td>
                <Running experiments={facts.running} />
              </td>
              <td>{facts.keys}</td>
              <td>{facts.made}</td>
              <td>{mayWrite && <Actions facts={facts} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Running({ experiments }: { readonly experiments: readonly string[] }) {
  if (experiments.length === 0) return 'nothing';
  return experiments.map((key, index) => (
    <span key={key}>
      {index > 0 && ', '}
      <Link href={`/experiments/${key}`}>{key}</Link>
    </span>
  ));
}

function Actions({ facts }: { readonly facts: EnvironmentFacts }) {
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <RenameButton key={facts.version} facts={facts} />
      {facts.isDefault ? (
        <span>stays: it is meant where nobody names one</span>
      ) : facts.running.length > 0 && facts.archived === null ? (
        <span>stop what runs before archiving it</span>
      ) : (
        <ArchiveButton facts={facts} />
      )}
    </Group>
  );
}
