import { type ReactNode, useState } from 'react';
import type { MessageId } from '../../i18n/messages.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { Page } from '../../ui/Page.tsx';
import { SideNav } from '../../ui/SideNav.tsx';
import { BackupScreen } from '../backup/BackupScreen.tsx';
import { RetentionPart } from '../retention/RetentionPart.tsx';
import { useHasRole } from '../session/session-context.ts';
import { NetworkPart } from '../sync/NetworkPart.tsx';
import { SyncPart } from '../sync/SyncPart.tsx';
import { AboutPart } from './AboutPart.tsx';
import './administration.css';
import { OperatorsPart } from './OperatorsPart.tsx';
import { PrintersPart } from './PrintersPart.tsx';
import { ProgrammesPart } from './ProgrammesPart.tsx';
import { SitesPart } from './SitesPart.tsx';
import { TillRulesPart } from './TillRulesPart.tsx';

const PARTS = [
  'operators',
  'sites',
  'printers',
  'tillRules',
  'programmes',
  'backup',
  'about',
  'sync',
  'network',
  'retention',
] as const;
type Part = (typeof PARTS)[number];

const WORDS = {
  operators: 'administration.operators',
  sites: 'administration.sites',
  printers: 'administration.printers',
  tillRules: 'administration.tillRules',
  programmes: 'administration.programmes',
  sync: 'sync.title',
  network: 'sync.net.title',
  retention: 'retention.title',
  backup: 'administration.backup',
  about: 'administration.about',
} as const satisfies Record<Part, MessageId>;

const FOR_ADMINISTRATORS: readonly Part[] = ['operators', 'sites', 'printers', 'backup', 'network'];

const SCREENS: Record<Part, () => ReactNode> = {
  operators: OperatorsPart,
  sites: SitesPart,
  printers: PrintersPart,
  tillRules: TillRulesPart,
  programmes: ProgrammesPart,
  sync: SyncPart,
  network: NetworkPart,
  retention: RetentionPart,
  backup: BackupScreen,
  about: AboutPart,
};

/** The registers of the network and of this counter. What a role may not change is not in the menu. */
export function AdministrationScreen() {
  const { t } = useWords();
  const isAdministrator = useHasRole('admin');
  const parts = PARTS.filter((part) => isAdministrator || !FOR_ADMINISTRATORS.includes(part));
  const [part, setPart] = useState<Part>(parts[0] ?? 'about');
  const Screen = SCREENS[part];
  return (
    <Page
      title={t(WORDS[part])}
      isFilled
      side={
        <SideNav
          label={t('session.nav.administration')}
          items={parts.map((key) => ({ key, label: t(WORDS[key]) }))}
          selectedKey={part}
          onSelect={setPart}
        />
      }
    >
      <Screen />
    </Page>
  );
}
