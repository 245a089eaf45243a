/** What can go wrong with one request. Messages are for a person and hold no secret: the client redacts them first. */
import { ofProvider } from "../config/config";
import { AuthErrorResponseSchema, ErrorResponseSchema } from "../wire/error";
import type { Effect } from "./retry";

/** Which request failed. */
export interface RequestLine {
  readonly method: string;
  /** Path below the API's root, with the query, for example `/agents?page_size=100`. */
  readonly path: string;
}

/** What an answer that is not 2xx said. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId?: string;
  /** Where a redirect points to. */
  readonly location?: string;
  /** Whose settings the request was sent with; see `Config`. */
  readonly provider?: string;
}

/** The API answered with a status other than 2xx. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  readonly status: number;
  /** The machine-readable name of the error, for example `agent_not_found`; `""` where the answer had none. */
  readonly code: string;

  constructor(request: RequestLine, answer: FailedAnswer) {
    const { code, detail } = explain(answer.body);
    const id = answer.requestId === undefined ? "" : ` (request id ${answer.requestId})`;
    const hint = hintFor(request, answer, code);
    super(
      `${request.method} ${request.path} answered ${[String(answer.status), code].filter(Boolean).join(" ")}` +
        (detail ? `: ${detail}` : "") +
        id +
        (hint ? `. ${hint}` : ""),
    );
    this.status = answer.status;
    this.code = code;
  }

  /** The error for one answer; what callers tell apart has a class of its own. */
  static of(request: RequestLine, answer: FailedAnswer): ApiError {
    if (answer.status === 404 && saysMissing(explain(answer.body).code)) {
      return new NotFoundError(request, answer);
    }
    return answer.status === 409 ? new ConflictError(request, answer) : new ApiError(request, answer);
  }
}

/**
 * The API says that there is no such object, or not for this key. Another 404 (a wrong endpoint, a proxy) is no statement
 * about the object: to take it for one would let a refresh forget everything that is deployed.
 */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/** 409: the request does not go together with what is there, for example a second server with the same URL. */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}

/** `agent_not_found` is documented; a bare `not_found` is about the route. */
function saysMissing(code: string): boolean {
  return code.endsWith("_not_found");
}

function hintFor(
  { method }: RequestLine,
  { status, location, provider: connection }: FailedAnswer,
  code: string,
): string | undefined {
  const whose = ofProvider(connection);
  switch (status) {
    case 401:
      return `No API key arrived: check deepagents:apiKey${whose}`;
    case 403:
      return `The API key is wrong or lacks access: check deepagents:apiKey and deepagents:workspaceId${whose}`;
    case 404:
      if (!saysMissing(code)) {
        return `That is not the API's own answer: check deepagents:endpoint${whose}`;
      }
      return method === "PATCH"
        ? "If it was deleted outside Pulumi, `pulumi refresh` takes it out of the state and `pulumi up` creates it again"
        : undefined;
    default:
      return status >= 300 && status < 400
        ? `It redirects to ${location ?? "another place"}: check deepagents:endpoint${whose}`
        : undefined;
  }
}

/** No whole answer arrived: the connection failed, broke off or timed out, or what came is not what the API documents. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";

  constructor(
    request: RequestLine,
    reason: string,
    /** Whether the API did what was asked, as far as can be told. */
    readonly effect: Effect,
  ) {
    super(`${request.method} ${request.path} got no usable answer: ${reason}`);
  }
}

/** A request failed, and so did the look at what became of it: whether the API did what was asked is not known. */
export class UnknownOutcomeError extends Error {
  override readonly name = "UnknownOutcomeError";

  /** @param failure of the request @param cause of not knowing: the failure of the look */
  constructor(failure: Error, cause: Error) {
    super(`${failure.message}. Whether it was carried out could not be found out: ${cause.message}`, { cause });
  }
}

/**
 * A stream of events began and did not arrive whole: the connection broke, went silent or was closed in the middle of an
 * event, or an event is not what the API documents. Nothing follows from it about what the run did, or goes on doing.
 */
export class BrokenStreamError extends Error {
  override readonly name = "BrokenStreamError";

  constructor(request: RequestLine, reason: string) {
    super(`${request.method} ${request.path} broke off: ${reason}`);
  }
}

/** Reads the three error shapes that the API has: structured, flat (auth layer), and plain text or HTML (proxies). */
function explain(body: string): { code: string; detail: string } {
  const json = parseJson(body);
  const structured = ErrorResponseSchema.safeParse(json);
  if (structured.success && (structured.data.code || structured.data.detail)) {
    return { code: structured.data.code ?? "", detail: structured.data.detail ?? "" };
  }
  const flat = AuthErrorResponseSchema.safeParse(json);
  return { code: "", detail: flat.success ? flat.data.error : excerpt(body) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The readable part of a body that is not JSON, on one line. */
export function excerpt(body: string): string {
  const text = body
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** What `lookup` finds, or `undefined` when the API says that there is no such object. Any other failure is thrown. */
export async function findOrUndefined<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (error instanceof NotFoundError) {
      return undefined;
    }
    throw error;
  }
}
