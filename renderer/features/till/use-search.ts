import { useEffect, useState } from 'react';

type Found<Given> = { readonly text: string; readonly answer: Given };

/**
 * The newest answer to what is typed. Never kept for later: a product added a moment ago is found. `ask` is the same function at
 * every call.
 */
export function useSearch<Given>(
  ask: (text: string) => Promise<Given>,
  text: string,
  leastLength: number,
): Found<Given> | null {
  const [found, setFound] = useState<Found<Given> | null>(null);
  useEffect(() => {
    if (text.trim().length < leastLength) return;
    let isWanted = true;
    void ask(text).then((answer) => {
      if (isWanted) setFound({ text, answer });
    });
    return () => {
      isWanted = false;
    };
  }, [ask, text, leastLength]);
  return found;
}
