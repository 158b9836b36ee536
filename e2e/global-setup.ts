import { prepareDemoTemplate } from './demo-template.ts';

// Playwright calls the default export of this file once, before the first spec.
export default prepareDemoTemplate;
