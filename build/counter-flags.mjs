// How the project's Node runs a counter: a small nursery, so that memory stays low on an old PC and no collection of young
// objects makes a key wait. `electron/main.ts` gives Electron the same.
export const counterFlags = ['--max-semi-space-size=4'];
