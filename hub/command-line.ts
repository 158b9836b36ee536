/** What was written behind the command, read by `parseArgs`; where it cannot be read the process ends with a sentence and 2. */
export function readCommandLine<Written>(read: () => Written, usage: string): Written {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return endWithUsage(error.message.split('. ')[0] ?? error.message, usage);
  }
}

export function endWithUsage(sentence: string, usage: string): never {
  process.stderr.write(`${sentence}. Usage: ${usage}\n`);
  process.exit(2);
}

/** A number of the command line; a word in its place would run nothing and look like success. */
export function readCount(name: string, text: string, least: number, usage: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= least) return count;
  return endWithUsage(`--${name} is a number from ${least}, not ${text}`, usage);
}
