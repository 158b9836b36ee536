import { useEffect, useRef, useState } from 'react';
import type { Result } from '../../../shared/domain/result.ts';
import { onCounterEvent } from '../../client/client.ts';
import { saveAsFile } from '../../client/save-as-file.ts';
import { readImportFile } from './read-import-file.ts';

type Failure = { readonly type: string };
type Command<Input, Answered> = {
  readonly mutateAsync: (input: Input) => Promise<Result<Answered, Failure>>;
  readonly isPending: boolean;
};
type ReadFile = { readonly importId: string; readonly addedCount: number; readonly changedCount: number };

export type FileImportOptions<Preview extends ReadFile, Done> = {
  readonly read: Command<{ contentBase64: string }, Preview>;
  readonly apply: Command<{ importId: string }, Done>;
  readonly refused: Command<{ importId: string }, { readonly csv: string }>;
  /** As the events call it that say how far it is. */
  readonly task: string;
  /** What the name of a file with refused rows ends with. */
  readonly refusedFile: string;
};

/** A list from a file: read and looked at, then carried out, then done. Another file begins anew; nothing changes before `run`. */
export function useFileImport<Preview extends ReadFile, Done>({
  read,
  apply,
  refused,
  task,
  refusedFile,
}: FileImportOptions<Preview, Done>) {
  const [fileName, setFileName] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const progress = useProgressOf(task, apply.isPending);

  const chosen = useRef<File | null>(null);

  const take = async (file: File | undefined) => {
    if (file === undefined || apply.isPending) return;
    chosen.current = file;
    setFileName(file.name);
    setPreview(null);
    setFailure(null);
    setDone(null);
    const content = await readImportFile(file);
    // Another was chosen meanwhile: it is that one's name that stands there.
    if (chosen.current !== file) return;
    if (!content.ok) return setFailure(content.error);
    const answer = await read.mutateAsync({ contentBase64: content.value });
    if (chosen.current !== file) return;
    if (answer.ok) setPreview(answer.value);
    else setFailure(answer.error);
  };
  const run = async (importId: string) => {
    const answer = await apply.mutateAsync({ importId });
    if (answer.ok) setDone(answer.value);
    else setFailure(answer.error);
  };
  const saveRefused = async (importId: string) => {
    const answer = await refused.mutateAsync({ importId });
    if (!answer.ok) return setFailure(answer.error);
    saveAsFile(answer.value.csv, `${fileName.replace(/\.[^.]*$/, '')}-${refusedFile}.csv`);
  };
  return {
    fileName,
    preview,
    failure,
    done,
    progress,
    changes: preview === null ? 0 : preview.addedCount + preview.changedCount,
    isReading: read.isPending,
    isRunning: apply.isPending,
    take: (file: File | undefined) => void take(file),
    run: (importId: string) => void run(importId),
    saveRefused: (importId: string) => void saveRefused(importId),
  };
}

/** How far a task is; null before it has said so. */
function useProgressOf(task: string, isRunning: boolean): { done: number; total: number } | null {
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    setProgress(null);
    return onCounterEvent((event) => {
      if (event.type === 'progress' && event.task === task) {
        setProgress({ done: event.done, total: event.total });
      }
    });
  }, [task, isRunning]);
  return progress;
}
