import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { assert } from '../../shared/domain/result.ts';

/** The statements of one transaction, as its tables ask them. */
export type Statements = {
  readonly query: <Row extends QueryResultRow>(
    asked: string | QueryConfig,
    values?: unknown[],
  ) => Promise<QueryResult<Row>>;
};

/** Behind the end of a transaction a statement would be one of its own, which nothing takes back: it is not sent. */
export function createStatements(client: PoolClient): Statements & { readonly end: () => void } {
  let isOver = false;
  return {
    query: (asked, values) => {
      assert(!isOver, 'no statement comes after the end of its transaction');
      return client.query(asked, values);
    },
    end: () => {
      isOver = true;
    },
  };
}
