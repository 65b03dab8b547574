import type { Metadata } from 'next';
import { Card, Page, PageHeader } from '@/components/page';
import { formatDay } from '@/lib/charts/format-time';
import { listMembers } from '@/lib/verbs/members/list-members';
import { consoleSession } from '../../console-session';
import '@/components/data-table.css';

export const metadata: Metadata = { title: 'Workspace' };

export default async function WorkspacePage() {
  const { ctx, workspace } = await consoleSession();
  const members = await listMembers({ ctx });
  return (
    <Page narrow>
      <PageHeader
        title="Workspace"
        subtitle={`${workspace.name}. Times are shown in ${workspace.timeZone}.`}
      />
      <Card title="Members" flush>
        <section className="table-scroll" aria-label="Members" tabIndex={0}>
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">E-mail address</th>
                <th scope="col">Role</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {members.map((member) => (
                <tr key={member.id}>
                  <th scope="row">{member.name}</th>
                  <td>{member.email}</td>
                  <td>{member.role}</td>
                  <td>{formatDay(member.createdAt, workspace.timeZone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Card>
    </Page>
  );
}
