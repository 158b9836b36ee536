/** What the screens may hear. Events announce that something changed, they never command. */
export type CounterEvent =
  /** Answers about these topics are stale. A topic is the part of a command's name before its dot. */
  | { readonly type: 'changed'; readonly topics: readonly string[] }
  | { readonly type: 'progress'; readonly task: string; readonly done: number; readonly total: number }
  | { readonly type: 'sessionChanged' };
