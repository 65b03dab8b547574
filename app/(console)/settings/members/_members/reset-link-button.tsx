'use client';

import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { CodeBlock } from '@/components/code-block';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { Notice } from '@/components/notice';
import { useAction } from '@/components/use-action';
import { makeResetLink } from '../actions';

interface ResetLinkButtonProps {
  readonly member: { readonly key: string; readonly name: string };
}

/** Makes the link by which a member sets a new password, and shows it once. */
export function ResetLinkButton({ member: { key, name } }: ResetLinkButtonProps) {
  const [asking, setAsking] = useState(false);
  const [link, setLink] = useState<string | null>(null);
  const { run } = useAction();
  const make = () =>
    run(async () => {
      const outcome = await makeResetLink({ key });
      if (outcome.ok) setLink(`${window.location.origin}${outcome.value}`);
      return outcome;
    }, 'Link made');
  return (
    <>
      <Button
        size="xs"
        variant="default"
        aria-label={`New password for ${name}`}
        onClick={() => setAsking(true)}
      >
        New password
      </Button>
      <ConfirmDialog
        opened={asking}
        title={`Make a link for a new password of ${name}?`}
        consequences={[
          'Whoever has the link can set the password, once, within 24 hours. Hand it to nobody else: Fairsplit sends no e-mail.',
          'When it is used, every session of the person ends.',
          'A link that was made before no longer works.',
        ]}
        confirm="Make the link"
        onClose={() => setAsking(false)}
        onConfirm={make}
      />
      <Modal
        opened={link !== null}
        onClose={() => setLink(null)}
        title={`New password of ${name}`}
        centered
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Notice kind="success" title="Copy it now: it is not shown again">
          <CodeBlock label="Link for a new password" code={link ?? ''} />
        </Notice>
      </Modal>
    </>
  );
}
