import { Modal } from '@mantine/core';
import { CodeBlock } from '@/components/code-block';
import { Notice } from '@/components/notice';

interface TokenDialogProps {
  readonly name: string;
  /** Null: there is none to show. */
  readonly token: string | null;
  readonly onClose: () => void;
}

/** Shows a token, the one time. */
export function TokenDialog({ name, token, onClose }: TokenDialogProps) {
  return (
    <Modal
      opened={token !== null}
      onClose={onClose}
      title={`The new token of \u201c${name}\u201d`}
      centered
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Notice kind="success" title="Copy it now: it is not shown again">
        <CodeBlock label="The new token" code={token ?? ''} />
      </Notice>
    </Modal>
  );
}
