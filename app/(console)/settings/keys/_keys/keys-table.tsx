import { Group } from '@mantine/core';
import { ActionsTableHead } from '@/components/table-head';
import { ChangeKeyButton } from './change-key-button';
import { EndRotationButtons } from './end-rotation-buttons';
import type { KeyFacts } from './key-facts';
import { RevokeKeyButton } from './revoke-key-button';
import { RotateKeyButton } from './rotate-key-button';
import './keys-table.css';

interface KeysTableProps {
  readonly keys: readonly KeyFacts[];
  readonly mayWrite: boolean;
}

/** Keys, newest first; one that is rotated has a second line for the token before. */
export function KeysTable({ keys, mayWrite }: KeysTableProps) {
  return (
    <section className="table-scroll" aria-label="Keys" tabIndex={0}>
      <table className="data-table keys-table">
        <ActionsTableHead columns={['Key', 'Environment', 'May', 'Made', 'Last used', 'Expires']} />
        {keys.map((facts) => (
          <tbody key={facts.key}>
            <KeyRow facts={facts} mayWrite={mayWrite} />
            {facts.rotation !== null && (
              <tr className="key-rotation">
                <td colSpan={6}>
                  Rotated {facts.tokenMade}. The token before, <code>{facts.rotation.prefix}…</code>, works
                  until {facts.rotation.ends}. It was last used: {facts.rotation.lastUsed}.
                </td>
                <td>{mayWrite && <EndRotationButtons facts={facts} rotation={facts.rotation} />}</td>
              </tr>
            )}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function KeyRow({ facts, mayWrite }: { readonly facts: KeyFacts; readonly mayWrite: boolean }) {
  const { name, kind, prefix, stopped, rotation, tokenMade } = facts;
  return (
    <tr>
      <th scope="row">
        <span className="key-name">{name}</span>
        <small>
          {kind}, <code>{prefix}…</code>
        </small>
        {stopped !== null && <small className="key-stopped">{stopped}</small>}
      </th>
      <td>{facts.place}</td>
      <td>{facts.may}</td>
      <td>
        {facts.made}
        {facts.by !== null && <small>by {facts.by}</small>}
        {tokenMade !== null && rotation === null && <small>rotated {tokenMade}</small>}
      </td>
      <td>{facts.lastUsed}</td>
      <td>{facts.expires}</td>
      <td>
        {mayWrite && (
          <Group gap="xs" wrap="nowrap" justify="flex-end">
            <ChangeKeyButton facts={facts} />
            <RotateKeyButton facts={facts} isOffered={stopped === null && rotation === null} />
            <RevokeKeyButton facts={facts} />
          </Group>
        )}
      </td>
    </tr>
  );
}
