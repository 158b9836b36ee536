import { MAX_IMPORT_BYTES } from '../../../shared/contract/catalogue-contract.ts';
import { err, ok, type Result } from '../../../shared/domain/result.ts';

const CHUNK = 0x8000;

/** The file as it travels to the main process: its bytes in base64. */
export async function readImportFile(
  file: File,
): Promise<Result<string, { readonly type: 'FileTooLarge'; readonly maxBytes: number }>> {
  if (file.size > MAX_IMPORT_BYTES) return err({ type: 'FileTooLarge', maxBytes: MAX_IMPORT_BYTES });
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return ok(btoa(binary));
}
