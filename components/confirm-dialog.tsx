'use client';

import { Button, Group, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import './confirm-dialog.css';

interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly title: string;
  /** What will happen, one sentence each. */
  readonly consequences: readonly string[];
  /** The button's words: the act itself, never just "OK". */
  readonly confirm: string;
  readonly danger?: boolean;
  /** False: something that is asked besides is missing. */
  readonly canConfirm?: boolean;
  /** What is asked besides. */
  readonly children?: ReactNode;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<unknown>;
}

/** Says what an act will do before it is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { opened, title, consequences, confirm, danger = false, canConfirm = true } = props;
  const { children, onClose, onConfirm } = props;
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    await onConfirm();
    setBusy(false);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      centered
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ul className="confirm-consequences">
        {consequences.map((consequence) => (
          <li key={consequence}>{consequence}</li>
        ))}
      </ul>
      {children}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose} data-autofocus>
          Cancel
        </Button>
        <Button
          {...(danger ? { color: 'red.8' } : {})}
          disabled={!canConfirm}
          loading={busy}
          onClick={() => void act()}
        >
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
