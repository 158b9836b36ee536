import { v7 } from 'uuid';

/**
 * A new UUIDv7, made when a form opens and kept while it is open: pressing Enter twenty times, or trying again, is one
 * operation. `const [operationId] = useState(() => operationIdSchema.parse(newId()))`.
 */
export const newId = (): string => v7();
