import { useState } from 'react';
import type { OperationId } from '../../../shared/domain/ids.ts';
import { DaySales } from './DaySales.tsx';
import { SaleScreen } from './SaleScreen.tsx';
import './sales.css';

/** The sales of a day, and one of them with its receipt. */
export function SalesScreen() {
  const [openId, setOpenId] = useState<OperationId | null>(null);
  // The list stays as it was left: the day and the row that was opened.
  return (
    <>
      <div className="sales__layer" hidden={openId !== null}>
        <DaySales isShown={openId === null} onOpen={setOpenId} />
      </div>
      {openId !== null && <SaleScreen key={openId} saleId={openId} onClose={() => setOpenId(null)} />}
    </>
  );
}
