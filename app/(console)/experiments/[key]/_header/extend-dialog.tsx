'use client';

import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { NumberField } from '@/components/number-field';
import type { TypedNumber } from '@/components/typed-number';
import { useAction } from '@/components/use-action';
import { extensionOfferSentences } from '@/lib/charts/extension-sentences';
import type { ExtensionOffer } from '@/lib/verbs/experiments/offer-extension';
import { extend, offerOfExtension } from '../actions';
import type { ExperimentFacts } from './experiment-facts';

interface ExtendDialogProps extends ExperimentFacts {
  readonly onClose: () => void;
}

/** Says which size the plan needs, whatever the effects are, and asks for the new one and for the reason. */
export function ExtendDialog({ experimentKey: key, name, version, here, onClose }: ExtendDialogProps) {
  const { environment } = here;
  const [offer, setOffer] = useState<ExtensionOffer | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    void offerOfExtension({ key, environment }).then((outcome) => {
      if (outcome.ok) setOffer(outcome.value);
      else setFailure(outcome.detail);
    });
  }, [key, environment]);
  const sentences =
    offer === null ? [failure ?? 'Asking which size the plan needs…'] : extensionOfferSentences(offer);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Extend the plan of \u201c${name}\u201d`}
      centered
      size="md"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="md">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {offer?.refusal === null && (
          <ExtendForm
            offer={offer}
            onCancel={onClose}
            save={(wanted) => extend({ key, version, environment, ...wanted })}
            onSaved={onClose}
          />
        )}
      </Stack>
    </Modal>
  );
}

interface ExtendFormProps {
  readonly offer: ExtensionOffer;
  readonly onCancel: () => void;
  readonly save: (wanted: object) => ReturnType<typeof extend>;
  readonly onSaved: () => void;
}

function ExtendForm({ offer, onCancel, save, onSaved }: ExtendFormProps) {
  const offered = offer.offer.ok ? offer.offer.value : null;
  const [units, setUnits] = useState<TypedNumber>(offered?.units ?? offer.plannedUnits ?? '');
  const [days, setDays] = useState<TypedNumber>(
    offer.plannedDays === null ? '' : Math.max(offer.plannedDays, offered?.days ?? 0),
  );
  const [reason, setReason] = useState('');
  const { busy, run } = useAction();
  const submit = async () => {
    const wanted = {
      reason,
      ...(units !== '' && { plannedUnits: units }),
      ...(days !== '' && { plannedDays: days }),
    };
    if (await run(() => save(wanted), 'Extended')) onSaved();
  };
  return (
    <>
      <NumberField label="Planned units" value={units} onChange={setUnits} data-autofocus />
      <NumberField label="Planned days" description="Since the start." value={days} onChange={setDays} />
      <Textarea
        label="Reason"
        description="Kept with the run and shown with its results, with your name."
        autosize
        minRows={2}
        maxLength={2000}
        value={reason}
        onChange={(event) => {
          setReason(event.currentTarget.value);
        }}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button loading={busy} disabled={reason.trim() === ''} onClick={() => void submit()}>
          Extend the plan
        </Button>
      </Group>
    </>
  );
}
