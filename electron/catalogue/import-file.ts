import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  ImportFileFailure,
  ImportGone,
  ImportPreview,
  ImportUnderWay,
} from '../../shared/contract/catalogue-contract.ts';
import {
  createImportPlanner,
  type ImportFileError,
  type ImportPlan,
  type ParsedFile,
  type PlannedProduct,
} from '../../shared/domain/catalogue-import.ts';
import { createCategoriser } from '../../shared/domain/category-rules.ts';
import type { Ean } from '../../shared/domain/ean.ts';
import type { CategoryId, OperationId, OperatorId, ProductId } from '../../shared/domain/ids.ts';
import { operationIdSchema } from '../../shared/domain/ids.ts';
import { assert, err, ok, type Result } from '../../shared/domain/result.ts';
import { catalogueImported, productSet } from '../../shared/operations/catalogue-operations.ts';
import type { BodyOf } from '../../shared/operations/kind.ts';
import { type KnownProduct, listProductsForImport } from '../database/catalogue.ts';
import { productIdOfCode } from '../database/product-id.ts';
import { listCategories, listLimits } from '../database/products.ts';
import { createImportDesk, type ReadFile, toFileFailure } from '../documents/import-desk.ts';
import { parseCsv } from '../documents/parse-csv.ts';
import type { ServiceContext } from '../services/service-context.ts';
import { announceCatalogue } from './announce-catalogue.ts';

/** The name under which `progress` events of an import come. */
export const IMPORT_TASK = 'catalogue-import';

/** Products written in one transaction: about 40 ms in which a scan at the till would wait. */
const BATCH = 200;

/** Rows that are compared without a pause. */
const PLANNED = 500;

/** Rows of each sort that a preview shows. */
const SHOWN = 200;

/** Who imports. Nobody where it is done from the command line: the device itself writes. */
export type Importer = { readonly operatorId?: OperatorId };

export type ImportOutcome = { readonly added: number; readonly changed: number };

/** Imports of files: read and shown first, carried out after. */
export function createFileImports(context: ServiceContext) {
  const desk = createImportDesk<PlannedFile>();
  return {
    preview: async (
      bytes: Uint8Array,
    ): Promise<Result<ImportPreview, ImportFileFailure | ImportUnderWay>> => {
      if (desk.isUnderWay()) return err({ type: 'ImportUnderWay' });
      const reading = desk.begin();
      const parsed = await parseCsv(bytes);
      if (!parsed.ok) return err(toFileFailure(parsed.error));
      const planned = await planNow(context, parsed.value);
      if (!planned.ok) return planned;
      const fileSha256 = createHash('sha256').update(bytes).digest('hex');
      const { plan } = planned.value;
      return ok(toPreview(reading.keep({ importId: context.newId(), file: parsed.value, fileSha256, plan })));
    },
    apply: (
      importId: string,
      importer: Importer,
    ): Promise<Result<ImportOutcome, ImportGone | ImportUnderWay>> =>
      desk.carryOut(
        importId,
        (file) => applyNow(context, file, importer),
        () => announceCatalogue(context),
      ),
    refusedRows: (importId: string): Result<{ csv: string }, ImportGone> =>
      desk.refusedRows(importId, ({ plan }) => plan.refused),
  };
}

type PlannedFile = ReadFile & {
  readonly fileSha256: string;
  /** As of the preview: what is carried out is planned again. */
  readonly plan: ImportPlan;
};

type Planned = { readonly plan: ImportPlan; readonly known: ReadonlyMap<Ean, KnownProduct> };

async function planNow({ db }: ServiceContext, file: ParsedFile): Promise<Result<Planned, ImportFileError>> {
  const categories = listCategories(db);
  const known = listProductsForImport(db);
  const planner = createImportPlanner(file.header, {
    existing: known,
    categories,
    limitIds: new Set(listLimits(db).map((limit) => limit.limitId)),
    categorise: createCategoriser(categories),
  });
  if (!planner.ok) return planner;
  for (const [at, record] of file.records.entries()) {
    if (at % PLANNED === PLANNED - 1) await nextTurn();
    planner.value.add(record);
  }
  return ok({ plan: planner.value.plan(), known });
}

type ProductBody = BodyOf<typeof productSet>;

/** Every batch is whole or not there: cut in the middle, the same file imported again does the rest. */
async function applyNow(
  context: ServiceContext,
  read: PlannedFile,
  importer: Importer,
): Promise<ImportOutcome> {
  const planned = await planNow(context, read.file);
  assert(planned.ok, 'the columns of a file that was read once are still there');
  const { added, changed, refused } = planned.value.plan;
  const bodies = toBodies(planned.value);
  if (bodies.length === 0) return { added: 0, changed: 0 };
  const causeId = newOperationId(context);
  const body = {
    fileSha256: read.fileSha256,
    added: added.length,
    changed: changed.length,
    refused: refused.length,
  };
  const signed = { ...importer, businessOn: context.today() };
  context.inTransaction((tx) => {
    context.record(tx, { id: causeId, kind: catalogueImported, body, ...signed });
  });
  await recordInBatches(context, bodies, { ...signed, causeId });
  return { added: added.length, changed: changed.length };
}

type Signed = Importer & Pick<Parameters<ServiceContext['record']>[1], 'businessOn' | 'causeId'>;

/** Between batches the till has its turn. */
export async function recordInBatches(
  context: ServiceContext,
  bodies: readonly ProductBody[],
  signed: Signed,
): Promise<void> {
  const total = bodies.length;
  const tell = (done: number) => context.announce({ type: 'progress', task: IMPORT_TASK, done, total });
  for (let done = 0; done < total; done += BATCH) {
    tell(done);
    context.inTransaction((tx) => {
      for (const body of bodies.slice(done, done + BATCH)) {
        context.record(tx, { id: newOperationId(context), kind: productSet, body, ...signed });
      }
    });
    await nextTurn();
  }
  tell(total);
}

const newOperationId = ({ newId }: ServiceContext): OperationId => operationIdSchema.parse(newId());

function toBodies({ plan: { added, changed }, known }: Planned): ProductBody[] {
  const idOf = ({ ean }: PlannedProduct): ProductId => known.get(ean)?.productId ?? productIdOfCode(ean);
  const news = added.map((product): ProductBody => {
    const { name, categoryId, points, euroCents, limitIds } = product.fields;
    return {
      productId: idOf(product),
      by: 'import',
      code: product.ean,
      name,
      categoryId,
      ...(points === null ? {} : { points }),
      ...(euroCents === null ? {} : { euroCents }),
      ...(limitIds.length === 0 ? {} : { limitIds: [...limitIds] }),
    };
  });
  const changes = changed.map((product): ProductBody => {
    const { changedFields, fields } = product;
    const has = new Set(changedFields);
    return {
      productId: idOf(product),
      by: 'import',
      ...(has.has('name') ? { name: fields.name } : {}),
      ...(has.has('categoryId') ? { categoryId: fields.categoryId } : {}),
      ...(has.has('points') ? { points: fields.points } : {}),
      ...(has.has('euroCents') ? { euroCents: fields.euroCents } : {}),
      ...(has.has('limitIds') ? { limitIds: [...fields.limitIds] } : {}),
    };
  });
  return [...news, ...changes];
}

function toPreview({ importId, file, plan }: PlannedFile): ImportPreview {
  const names = new Map<number, string>();
  const wanted = plan.keptAsCorrected.slice(0, SHOWN);
  for (const { lineNumber } of wanted) names.set(lineNumber, '');
  for (const { lineNumber, cells } of file.records) {
    if (names.has(lineNumber)) names.set(lineNumber, cells.join(' · ').slice(0, 120));
  }
  return {
    importId,
    recordCount: plan.recordCount,
    addedCount: plan.added.length,
    changedCount: plan.changed.length,
    unchangedCount: plan.unchangedCount,
    duplicateCount: plan.duplicateCount,
    keptCount: plan.keptAsCorrected.length,
    refusedCount: plan.refused.length,
    added: plan.added
      .slice(0, SHOWN)
      .map(({ lineNumber, ean, fields }) => ({ lineNumber, code: ean, fields })),
    changed: plan.changed.slice(0, SHOWN).map(({ lineNumber, ean, fields, before, changedFields }) => ({
      lineNumber,
      code: ean,
      fields,
      before,
      changedFields,
    })),
    kept: wanted.map((kept) => ({ ...kept, name: names.get(kept.lineNumber) ?? '' })),
    refused: plan.refused.slice(0, SHOWN).map(({ lineNumber, reason, raw }) => ({
      lineNumber,
      reason,
      raw: raw.slice(0, 200),
    })),
    addedByCategory: countByCategory(plan.added.map(({ fields }) => fields.categoryId)),
    isWindows1252: file.encoding === 'windows-1252',
  };
}

/** How many of each, most first. */
export function countByCategory(
  categoryIds: readonly CategoryId[],
): { categoryId: CategoryId; count: number }[] {
  const counts = new Map<CategoryId, number>();
  for (const categoryId of categoryIds) counts.set(categoryId, (counts.get(categoryId) ?? 0) + 1);
  return [...counts]
    .map(([categoryId, count]) => ({ categoryId, count }))
    .sort((a, b) => b.count - a.count || a.categoryId.localeCompare(b.categoryId));
}
