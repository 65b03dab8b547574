'use client';

import { Switch } from '@mantine/core';
import { useAction } from '@/components/use-action';
import { setBotFilter } from '../actions';

interface BotFilterSwitchProps {
  readonly environment: string;
  readonly isOn: boolean;
  readonly mayChange: boolean;
}

/** The crawler filter of one environment. */
export function BotFilterSwitch({ environment, isOn, mayChange }: BotFilterSwitchProps) {
  const { busy, run } = useAction();
  return (
    <Switch
      label={`Refuse what declared crawlers send to ${environment}`}
      description="By the user agent of the page, or the one that your server passes on as userAgent. They are counted as BOT."
      checked={isOn}
      disabled={!mayChange || busy}
      onChange={(event) => {
        const wanted = event.currentTarget.checked;
        void run(
          () => setBotFilter(environment, wanted),
          wanted ? 'Crawlers are refused' : 'Crawlers are let in',
        );
      }}
    />
  );
}
