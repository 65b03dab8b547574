'use client';

import { ActionIcon, CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import './code-block.css';

/** Code to read and to copy. It can be scrolled by keyboard, as long lines are not broken. */
export function CodeBlock({ label, code }: { readonly label: string; readonly code: string }) {
  return (
    <div className="code-block">
      <section className="code-block-scroll" aria-label={label} tabIndex={0}>
        <pre>
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton value={code} timeout={1500}>
        {({ copied, copy }) => (
          <ActionIcon
            className="code-block-copy"
            variant="default"
            size={30}
            aria-label={copied ? 'Copied' : `Copy: ${label}`}
            onClick={copy}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  );
}
