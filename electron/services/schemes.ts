import type { schemesContract } from '../../shared/contract/schemes-contract.ts';
import { normaliseText } from '../../shared/domain/category-rules.ts';
import { err, ok } from '../../shared/domain/result.ts';
import { schemeSet } from '../../shared/operations/scheme-operations.ts';
import { findOperation } from '../database/log.ts';
import { listSchemes, listSchemeVersions } from '../database/schemes.ts';
import type { Handlers } from '../handlers.ts';
import type { ServiceContext } from './service-context.ts';

const TOPICS = ['schemes', 'households', 'administration'];

export function createSchemesService(context: ServiceContext): {
  handlers: Handlers<typeof schemesContract>;
} {
  return {
    handlers: {
      'schemes.list': () => ok(listSchemes(context.db, context.today())),
      'schemes.versions': (_caller, { schemeId }) => ok(listSchemeVersions(context.db, schemeId)),
      'schemes.set': ({ operator }, { operationId, scheme }) =>
        context.inTransaction((tx) => {
          if (findOperation(tx, operationId) !== null) return ok(null); // Enter was pressed twice
          const isTaken = listSchemes(tx, context.today()).some(
            (other) =>
              other.schemeId !== scheme.schemeId && normaliseText(other.name) === normaliseText(scheme.name),
          );
          if (isTaken) return err({ type: 'SchemeNameTaken' });
          const isKnown = listSchemeVersions(tx, scheme.schemeId).length > 0;
          // Of what begins today some may have been given already: the past is never rewritten, nor is today.
          if (isKnown && scheme.appliesFrom <= context.today()) return err({ type: 'AppliesTooEarly' });
          const { operatorId } = operator();
          context.record(tx, {
            id: operationId,
            kind: schemeSet,
            body: scheme,
            operatorId,
            businessOn: context.today(),
          });
          tx.afterCommit(() => context.announce({ type: 'changed', topics: TOPICS }));
          return ok(null);
        }),
    },
  };
}
