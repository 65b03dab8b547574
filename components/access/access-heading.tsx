import './access-heading.css';

/** What a page before the console asks for, and one sentence about it. */
export function AccessHeading({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="access-heading">
      <h1>{title}</h1>
      <p>{text}</p>
    </div>
  );
}
