import { crc32, inflateRawSync } from 'node:zlib';
import { assert } from '../../shared/domain/result.ts';

/** The files of a ZIP by their names, read through its directory as whoever opens it does. */
export function readZip(zip: Buffer): Record<string, string> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const files: Record<string, string> = {};
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    assert(zip.toString('latin1', at, at + 4) === 'PK\x01\x02', 'the directory lists a file');
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20)));
    assert(crc32(bytes) === zip.readUInt32LE(at + 16), 'the file is as it was packed');
    assert(bytes.length === zip.readUInt32LE(at + 24), 'the file is as long as it says');
    files[name] = bytes.toString('utf8');
    at += 46 + nameLength;
  }
  return files;
}
