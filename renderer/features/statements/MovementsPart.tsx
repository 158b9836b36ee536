import { useState } from 'react';
import type { StatementView } from '../../../shared/contract/statements-contract.ts';
import type { HouseholdId, OperationId } from '../../../shared/domain/ids.ts';
import type { StatementPurse } from '../../../shared/domain/statement.ts';
import { useAnswer } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import { ActionButton } from '../../ui/ActionButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { MovementDialog } from './MovementDialog.tsx';
import { MovementRows } from './MovementRows.tsx';
import type { Days } from './period-choice.ts';
import { formatOfPurse } from './purse-words.ts';
import { StatementFailure } from './StatementFailure.tsx';
import { type MovementTable, useMovementTable } from './use-movement-table.ts';

/** The statement of some days on the screen. */
export function MovementsPart(props: {
  readonly householdId: HouseholdId;
  readonly purse: StatementPurse;
  readonly days: Days | null;
  readonly isFiltered: boolean;
}) {
  const { t } = useWords();
  const { householdId, purse, days } = props;
  // Forgotten, because a sale does not say that statements have changed.
  const { data } = useAnswer(
    'statements.view',
    { householdId, purse, from: days?.from ?? NO_DAY, to: days?.to ?? NO_DAY },
    { isEnabled: days !== null, isForgotten: true },
  );
  if (days === null) return <p>{t('statements.period.typed')}</p>;
  if (data === undefined) return <p>{t('ui.loading')}</p>;
  if (!data.ok) return <StatementFailure failure={data.error} />;
  return <Movements key={`${purse} ${days.from} ${days.to}`} {...props} statement={data.value} />;
}

const NO_DAY = '2000-01-01' as Days['from']; // never asked for: the answer is not enabled

function Movements(props: {
  readonly householdId: HouseholdId;
  readonly purse: StatementPurse;
  readonly statement: StatementView;
  readonly isFiltered: boolean;
}) {
  const { t } = useWords();
  const { statement, purse, isFiltered } = props;
  const table = useMovementTable(statement, purse);
  const [openId, setOpenId] = useState<OperationId | null>(null);
  return (
    <div className="statement">
      {isFiltered ? <Filters table={table} /> : <Figures statement={statement} purse={purse} />}
      <MovementRows
        rows={table.rows}
        purse={purse}
        onOpen={({ operationId }) => setOpenId(operationId)}
        emptyTitle={t(statement.lines.length === 0 ? 'statements.none' : 'statements.filter.none')}
        emptyText={statement.lines.length === 0 ? t('statements.none.todo') : undefined}
      />
      {table.pages > 1 && <Pages table={table} />}
      {openId !== null && (
        <MovementDialog
          householdId={props.householdId}
          operationId={openId}
          onClose={() => setOpenId(null)}
        />
      )}
    </div>
  );
}

function Filters({ table }: { readonly table: MovementTable }) {
  const { t } = useWords();
  return (
    <section className="statement__filters" aria-label={t('statements.filter')}>
      <TextField
        label={t('statements.filter.text')}
        value={table.text}
        onChange={table.setText}
        placeholder={t('statements.filter.example')}
        autoFocus
      />
      <SelectField
        label={t('statements.filter.kind')}
        value={table.kind}
        onChange={table.setKind}
        choices={[
          { key: 'all', label: t('statements.filter.all') },
          ...table.kinds.map((kind) => ({ key: kind, label: t(`statements.kind.${kind}`) })),
        ]}
      />
      <p role="status">{t('statements.filter.found', { count: table.found })}</p>
    </section>
  );
}

function Pages({ table }: { readonly table: MovementTable }) {
  const { t } = useWords();
  const { firstOfPage, rows, found, page, pages } = table;
  return (
    <div className="statement__pages">
      <ActionButton
        label={t('statements.page.before')}
        shortcut="Alt+PageUp"
        isDisabled={page === 0}
        onPress={() => table.turn(-1)}
      />
      <span role="status">
        {t('statements.page', { first: firstOfPage, last: firstOfPage + rows.length - 1, found })}
      </span>
      <ActionButton
        label={t('statements.page.after')}
        shortcut="Alt+PageDown"
        isDisabled={page + 1 >= pages}
        onPress={() => table.turn(1)}
      />
    </div>
  );
}

function Figures({
  statement,
  purse,
}: {
  readonly statement: StatementView;
  readonly purse: StatementPurse;
}) {
  const { t } = useWords();
  const { opening, totalIn, totalOut, closing, expiring, lacking } = statement;
  const figures = [
    [t('statements.opening'), opening],
    [t('statements.in'), totalIn],
    [t('statements.out'), totalOut],
    [t('statements.closing'), closing],
  ] as const;
  return (
    <section aria-label={t('statements.figures')}>
      <dl className="statement__figures">
        {figures.map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{formatOfPurse(purse, figure)}</dd>
          </div>
        ))}
      </dl>
      {expiring !== null && (
        <p>
          {t('statements.expiring', {
            amount: formatOfPurse(purse, expiring.amount),
            on: formatDate(expiring.on),
          })}
        </p>
      )}
      {lacking.length > 0 && (
        <Notice tone="info">{t('statements.lacking', { sites: lacking.join(', ') })}</Notice>
      )}
    </section>
  );
}
