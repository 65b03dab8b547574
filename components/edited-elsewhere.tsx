import type { EditElsewhere } from '@/lib/model/merged-edits';
import './data-table.css';
import { Notice } from './notice';

/** What somebody else saved while this form was open, beside what is typed here. */
export function EditedElsewhere({ edits }: { readonly edits: readonly EditElsewhere[] }) {
  if (edits.length === 0) return null;
  return (
    <Notice kind="refusal" title="Not saved yet: somebody else saved in between">
      <p>
        Their changes are in the form now, and nothing that you typed is lost. Where you both changed the same
        field, the form has yours. Check it and save again.
      </p>
      <div className="table-scroll">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Theirs</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {edits.map(({ path, theirs, mine }) => (
              <tr key={path.join('.')}>
                <th scope="row">{path.map(words).join(', ')}</th>
                <td>{shown(theirs)}</td>
                <td>{mine === undefined ? 'not changed' : shown(mine.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Notice>
  );
}

/** `plannedUnits` is read as "planned units". */
function words(name: string): string {
  return name.replaceAll(
    /([a-z])([A-Z])/gu,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
}

function shown(value: unknown): string {
  if (value === '' || value === null || value === undefined) return 'empty';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
