import { type ReactNode, useState } from 'react';
import type { MessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { SideNav } from '../../ui/SideNav.tsx';
import { FiguresPart } from '../laundry-figures/FiguresPart.tsx';
import { useHasRole } from '../session/session-context.ts';
import { HoursPart } from './HoursPart.tsx';
import { LaundryRulesPart } from './LaundryRulesPart.tsx';
import './laundry-setup.css';
import { MachinesPart } from './MachinesPart.tsx';
import { WashProgrammesPart } from './WashProgrammesPart.tsx';

const PARTS = ['figures', 'machines', 'programmes', 'hours', 'rules'] as const;
type Part = (typeof PARTS)[number];

const WORDS = {
  figures: 'laundryFigures.title',
  machines: 'laundrySetup.machines',
  programmes: 'laundrySetup.programmes',
  hours: 'laundrySetup.hours',
  rules: 'laundrySetup.rules',
} as const satisfies Record<Part, MessageId>;

const SCREENS: Record<Part, () => ReactNode> = {
  figures: FiguresPart,
  machines: MachinesPart,
  programmes: WashProgrammesPart,
  hours: HoursPart,
  rules: LaundryRulesPart,
};

/** What the laundry did, and how it works. What a role may not change is not in the menu. */
export function LaundryManagementScreen() {
  const { t } = useWords();
  const isOffice = useHasRole('office');
  const parts = PARTS.filter((part) => isOffice || part === 'figures');
  const [part, setPart] = useState<Part>('figures');
  const Screen = SCREENS[part];
  return (
    <Page
      title={t(WORDS[part])}
      isFilled
      side={
        parts.length === 1 ? null : (
          <SideNav
            label={t('laundrySetup.menu')}
            items={parts.map((key) => ({ key, label: t(WORDS[key]) }))}
            selectedKey={part}
            onSelect={setPart}
          />
        )
      }
    >
      <Screen />
    </Page>
  );
}
