import type { DayWords } from '../../../shared/contract/laundry-bookings-contract.ts';
import type { LocalDate } from '../../../shared/domain/local-date.ts';
import { useCommand } from '../../client/use-command.ts';
import { formatDate } from '../../format/date-time.ts';
import { useWords } from '../../i18n/WordsProvider.tsx';
import type { Words } from '../../i18n/words.ts';
import { useSession } from '../session/session-context.ts';
import { saveFile } from '../statements/save-file.ts';
import { useHasA4Printer } from '../statements/use-paper.ts';
import { formatDay } from './turn-words.ts';
import type { Said } from './use-booking-desk.ts';

/** The day on A4: to the printer where this counter has one, else as a file. */
export function useDayPaper(say: (said: Said) => void) {
  const words = useWords();
  const { place } = useSession();
  const pdf = useCommand('laundryBookings.dayPdf');
  const print = useCommand('laundryBookings.printDay');
  const hasPrinter = useHasA4Printer();
  const take = async (on: LocalDate): Promise<void> => {
    const paper = { on, words: dayWords(words, on, place.siteName) };
    if (hasPrinter) {
      const printed = await print.mutateAsync(paper);
      if (!printed.ok) say({ type: 'failed', failure: printed.error });
      else say({ type: 'printed', where: printed.value.printer ?? words.t('laundryBookings.print.usual') });
      return;
    }
    const drawn = await pdf.mutateAsync(paper);
    if (!drawn.ok) {
      say({ type: 'failed', failure: drawn.error });
      return;
    }
    const fileName = words.t('laundryBookings.print.file', { day: on });
    saveFile(drawn.value.pdfBase64, fileName, 'application/pdf');
    say({ type: 'printed', where: fileName });
  };
  return { take, isBusy: pdf.isPending || print.isPending };
}

function dayWords({ t, language }: Words, on: LocalDate, site: string): DayWords {
  return {
    title: t('laundryBookings.print.title', { site, day: formatDay(language, on) }),
    columns: [
      t('laundryBookings.time'),
      t('laundryBookings.machine'),
      t('laundryBookings.print.code'),
      t('laundryBookings.print.initials'),
      t('laundryBookings.print.notes'),
    ],
    washer: t('laundryBookings.kind.washer'),
    dryer: t('laundryBookings.kind.dryer'),
    empty: t('laundryBookings.print.empty', { day: formatDate(on) }),
    page: t('laundryBookings.print.page', { page: '{page}', pages: '{pages}' }),
    privacy: t('laundryBookings.print.privacy'),
  };
}
