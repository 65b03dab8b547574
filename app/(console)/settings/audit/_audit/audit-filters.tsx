import { Button, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { ButtonLink } from '@/components/button-link';
import { actionLabel, actorLabel } from './entry-words';
import { auditPath, type AuditAddressFilter } from './filter-address';

interface AuditFiltersProps {
  readonly filter: AuditAddressFilter;
  readonly actors: readonly { readonly actor: string; readonly name: string | null }[];
  readonly actions: readonly string[];
  readonly timeZone: string;
}

/** A form that is sent as the page's address, so that a view can be shared, and works before any script has loaded. */
export function AuditFilters({ filter, actors, actions, timeZone }: AuditFiltersProps) {
  const isFiltered = Object.keys(filter).length > 0;
  const chosen = (value: string | undefined) => value ?? '';
  return (
    // What is chosen stands in the address; another address is another form.
    <form method="get" action={auditPath} key={JSON.stringify(filter)} aria-label="Filter the audit trail">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="sm">
        <NativeSelect
          label="Who"
          name="actor"
          defaultValue={chosen(filter.actor)}
          data={[
            { value: '', label: 'Anybody' },
            { value: 'member', label: 'Any member' },
            { value: 'key', label: 'Any key' },
            ...actors.map(({ actor, name }) => ({ value: actor, label: actorLabel(actor, name) })),
          ]}
        />
        <NativeSelect
          label="Action"
          name="action"
          defaultValue={chosen(filter.action)}
          data={[
            { value: '', label: 'Any' },
            ...groupsOf(actions).map((group) => ({ value: group, label: `All of ${group}` })),
            ...actions.map((action) => ({ value: action, label: actionLabel(action) })),
          ]}
        />
        <TextInput
          label="Object"
          name="subject"
          placeholder="experiment:checkout"
          defaultValue={chosen(filter.subject)}
        />
        <TextInput label="From" name="from" type="date" defaultValue={chosen(filter.from)} />
        <TextInput label="To" name="to" type="date" defaultValue={chosen(filter.to)} />
      </SimpleGrid>
      <Group justify="space-between" mt="sm">
        <span className="audit-hint">
          Days are those of {timeZone}. An object is named as in the list, or by its kind alone.
        </span>
        <Group gap="xs">
          {isFiltered && (
            <ButtonLink href={auditPath} variant="default">
              Show all
            </ButtonLink>
          )}
          <Button type="submit">Filter</Button>
        </Group>
      </Group>
    </form>
  );
}

/** What comes before the dot, where several actions share it. */
function groupsOf(actions: readonly string[]): readonly string[] {
  const groups = actions.map((action) => action.slice(0, action.indexOf('.')));
  return [...new Set(groups.filter((group, index) => groups.indexOf(group) !== index))];
}
