import { HouseholdDialog } from './HouseholdDialog.tsx';
import { OccasionalDialog } from './OccasionalDialog.tsx';
import { OverrideDialog } from './OverrideDialog.tsx';
import { ParkDialog } from './ParkDialog.tsx';
import { ParkedDialog } from './ParkedDialog.tsx';
import { ProductDialog } from './ProductDialog.tsx';
import './till-dialogs.css';
import { UnknownCodeDialog } from './UnknownCodeDialog.tsx';
import { useTillState } from './use-till.ts';
import { WeightDialog } from './WeightDialog.tsx';

/** The one question that is open, if any. Scans go on working behind it. */
export function TillDialogs() {
  const dialog = useTillState((state) => state.dialog);
  switch (dialog?.type) {
    case undefined:
      return null;
    case 'household':
      return <HouseholdDialog />;
    case 'product':
      return <ProductDialog label={dialog.label} />;
    case 'weight':
      return <WeightDialog product={dialog.product} />;
    case 'unknown':
      return <UnknownCodeDialog key={dialog.code} code={dialog.code} />;
    case 'override':
      return <OverrideDialog target={dialog.target} />;
    case 'occasional':
      return <OccasionalDialog />;
    case 'park':
      return <ParkDialog />;
    case 'parked':
      return <ParkedDialog />;
  }
}
