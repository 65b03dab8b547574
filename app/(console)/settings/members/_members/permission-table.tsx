import { roles, type MemberRole } from '@/lib/auth/permissions';
import { permissionRows } from './permission-words';

/** The table of roles and permissions, as it is enforced: it is made from the same one. */
export function PermissionTable({ own }: { readonly own: MemberRole }) {
  return (
    <section className="table-scroll" aria-label="Roles and permissions" tabIndex={0}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">May</th>
            {roles.map((role) => (
              <th scope="col" key={role}>
                {role === own ? `${role} (you)` : role}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissionRows.map(({ permission, words, allowed }) => (
            <tr key={permission}>
              <th scope="row">{words}</th>
              {roles.map((role) => (
                <td key={role}>{allowed.has(role) ? 'yes' : '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
