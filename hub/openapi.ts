import { z } from 'zod';
import {
  authoriseAnswerSchema,
  authoriseFailureSchema,
  codeAnswerSchema,
  codeFailureSchema,
  enrolAnswerSchema,
  enrolFailureSchema,
  entryAnswerSchema,
  entryFailureSchema,
  erasuresAnswerSchema,
  leasesAnswerSchema,
  pullAnswerSchema,
  pullFailureSchema,
  pushAnswerSchema,
  pushFailureSchema,
  waitAnswerSchema,
} from '../shared/sync/answers.ts';
import {
  declareAnswerSchema,
  declareFailureSchema,
  declareRequestSchema,
} from '../shared/sync/declaration.ts';
import {
  erasureProgressAnswerSchema,
  erasureProgressFailureSchema,
  erasureProgressRequestSchema,
  networkActAnswerSchema,
  networkActFailureSchema,
  networkActRequestSchema,
  networkAnswerSchema,
  networkFailureSchema,
  networkRequestSchema,
} from '../shared/sync/network-questions.ts';
import {
  authoriseRequestSchema,
  codeRequestSchema,
  enrolRequestSchema,
  entryRequestSchema,
  erasuresRequestSchema,
  leasesRequestSchema,
  PROTOCOL_VERSION,
  pullRequestSchema,
  pushRequestSchema,
  waitRequestSchema,
} from '../shared/sync/protocol.ts';
import { DEVICE_HEADER, NONCE_HEADER, SIGNATURE_HEADER } from '../shared/sync/signed-request.ts';
import {
  ownAnswerSchema,
  ownFailureSchema,
  ownRequestSchema,
  succeedAnswerSchema,
  succeedFailureSchema,
  succeedRequestSchema,
} from '../shared/sync/succession.ts';

type Endpoint = {
  readonly path: string;
  readonly summary: string;
  readonly request: z.ZodType;
  readonly answer: z.ZodType;
  readonly failure?: z.ZodType;
  readonly isSigned: boolean;
};

const endpoints: readonly Endpoint[] = [
  {
    path: '/v1/enrol',
    summary: 'A counter joins, with a code and the proof of its key',
    request: enrolRequestSchema,
    answer: enrolAnswerSchema,
    failure: enrolFailureSchema,
    isSigned: false,
  },
  {
    path: '/v1/entry',
    summary: 'A counter that stood alone enters the network that it has looked at, or leaves',
    request: entryRequestSchema,
    answer: entryAnswerSchema,
    failure: entryFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/push',
    summary: 'Hands in operations of the own chain; again is answered as before',
    request: pushRequestSchema,
    answer: pushAnswerSchema,
    failure: pushFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/pull',
    summary: 'A page of one granted stream after a cursor',
    request: pullRequestSchema,
    answer: pullAnswerSchema,
    failure: pullFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/authorise',
    summary: 'Whether an act may spend from accounts; the answer to each question is final',
    request: authoriseRequestSchema,
    answer: authoriseAnswerSchema,
    failure: authoriseFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/leases',
    summary: 'Sets parts of accounts aside for the device, of the households that go to it',
    request: leasesRequestSchema,
    answer: leasesAnswerSchema,
    failure: authoriseFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/erasures',
    summary: 'Which orders to erase a household the hub has lost, for devices that still know them',
    request: erasuresRequestSchema,
    answer: erasuresAnswerSchema,
    failure: authoriseFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/erasures/progress',
    summary: 'On how many devices a household is erased by now',
    request: erasureProgressRequestSchema,
    answer: erasureProgressAnswerSchema,
    failure: erasureProgressFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/declare',
    summary: 'What the device holds, once after a restore of the hub; again is answered as before',
    request: declareRequestSchema,
    answer: declareAnswerSchema,
    failure: declareFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/own',
    summary: "A page of the device's own chain, for one whose data are of an older day",
    request: ownRequestSchema,
    answer: ownAnswerSchema,
    failure: ownFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/succeed',
    summary: 'Closes the chain of the device, for which a new one goes on; again is answered as before',
    request: succeedRequestSchema,
    answer: succeedAnswerSchema,
    failure: succeedFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/wait',
    summary: 'Answers when there is something new, or when the time is over',
    request: waitRequestSchema,
    answer: waitAnswerSchema,
    isSigned: true,
  },
  {
    path: '/v1/codes',
    summary: 'Keeps a code for another counter, made by an administrator at the device',
    request: codeRequestSchema,
    answer: codeAnswerSchema,
    failure: codeFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/network',
    summary: 'Devices, what is kept aside and forked chains, for an administrator at the device',
    request: networkRequestSchema,
    answer: networkAnswerSchema,
    failure: networkFailureSchema,
    isSigned: true,
  },
  {
    path: '/v1/network/act',
    summary: 'Revokes or moves a device, judges again what is kept aside, adopts the other branch of a fork',
    request: networkActRequestSchema,
    answer: networkActAnswerSchema,
    failure: networkActFailureSchema,
    isSigned: true,
  },
];

/** What comes over the wire, before anything is made of it. */
const wire = (schema: z.ZodType) => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { content: { 'application/json': { schema: rest } } };
};

const typeOnly = z.object({ type: z.string() });

const signedHeaders = [
  [DEVICE_HEADER, 'Id of the device'],
  [NONCE_HEADER, "Nonce of the hub's last answer; valid for 5 minutes"],
  [SIGNATURE_HEADER, 'Ed25519 over method, path, SHA-256 of the body and nonce, in hex'],
].map(([name, description]) => ({
  name,
  description,
  in: 'header',
  required: true,
  schema: { type: 'string' },
}));

const pathOf = ({ summary, request, answer, failure, isSigned }: Endpoint) => ({
  post: {
    summary,
    ...(isSigned ? { parameters: signedHeaders } : {}),
    requestBody: { required: true, ...wire(request) },
    responses: {
      200: { description: 'Done', ...wire(answer) },
      400: { description: 'Not a request of this protocol', ...wire(typeOnly) },
      ...(isSigned ? { 401: { description: 'Signed by nobody known', ...wire(typeOnly) } } : {}),
      ...(failure === undefined ? {} : { 409: { description: 'An expected failure', ...wire(failure) } }),
      413: { description: 'More than one request may hold', ...wire(typeOnly) },
      429: {
        description:
          'Asked too often, or too much at once: `retry-after`, where it is there, says in seconds when to come again',
        ...wire(typeOnly),
      },
    },
  },
});

/**
 * The hub's door as an OpenAPI document, generated from the schemas that requests and answers are really checked
 * with: it cannot say something else than the code.
 */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: { title: 'Bancone hub', version: String(PROTOCOL_VERSION) },
  paths: {
    '/v1/time': {
      get: {
        summary: 'Time of the hub; its answer carries the first nonce',
        responses: {
          200: {
            description: 'UTC milliseconds',
            ...wire(z.object({ hubTime: z.int() })),
          },
        },
      },
    },
    ...Object.fromEntries(endpoints.map((endpoint) => [endpoint.path, pathOf(endpoint)])),
  },
});
