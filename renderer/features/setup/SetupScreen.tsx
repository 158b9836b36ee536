import { PlainScreen } from '../session/PlainScreen.tsx';

export function SetupScreen() {
  return (
    <PlainScreen icon="site" title="Bancone">
      <p>…</p>
    </PlainScreen>
  );
}
