/** What can go wrong with a request. The messages are for people; the client redacts secrets first. */
import type { SettingNames } from "../config/config";
import { AuthErrorResponseSchema, ErrorResponseSchema } from "../wire/error";
import type { Effect } from "./retry";

/** Which request failed. */
export interface RequestLine {
  readonly method: string;
  /** Path below the API's root, with the query, for example `/agents?page_size=100`. */
  readonly path: string;
}

/** An answer whose status is not 2xx. */
export interface FailedAnswer {
  readonly status: number;
  readonly body: string;
  readonly requestId?: string;
  /** Where a redirect points. */
  readonly location?: string;
  /** The settings that it was asked for with. */
  readonly names: SettingNames;
}

/** The API answered with a status other than 2xx. */
export class ApiError extends Error {
  override readonly name: string = "ApiError";
  readonly status: number;
  /** The machine-readable name of the error, for example `agent_not_found`, or `""` if the answer had none. */
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

  /** The error for an answer, as a subclass where callers need to tell it apart. */
  static of(request: RequestLine, answer: FailedAnswer): ApiError {
    if (answer.status === 404 && saysMissing(explain(answer.body).code)) {
      return new NotFoundError(request, answer);
    }
    return answer.status === 409 ? new ConflictError(request, answer) : new ApiError(request, answer);
  }
}

/**
 * The API says that there is no such object, or none that this key may see. Any other 404 (a wrong endpoint, a proxy) says
 * nothing about the object; treating it the same would let a refresh forget everything that is deployed.
 */
export class NotFoundError extends ApiError {
  override readonly name = "NotFoundError";
}

/** 409: the request conflicts with what exists, for example a second server with the same URL. */
export class ConflictError extends ApiError {
  override readonly name = "ConflictError";
}

/** `agent_not_found` is documented; a bare `not_found` is about the route. */
function saysMissing(code: string): boolean {
  return code.endsWith("_not_found");
}

function hintFor({ method }: RequestLine, { status, location, names }: FailedAnswer, code: string): string | undefined {
  switch (status) {
    case 401:
      return `No API key arrived: check ${names.apiKey}`;
    case 403:
      return `The API key is wrong or lacks access: check ${names.apiKey} and ${names.workspaceId}`;
    case 404:
      if (!saysMissing(code)) {
        return `This is not the API's own answer: check ${names.endpoint}`;
      }
      return method === "PATCH"
        ? "If it was deleted outside Pulumi, `pulumi refresh` removes it from the state and `pulumi up` creates it again"
        : undefined;
    default:
      return status >= 300 && status < 400
        ? `It redirects to ${location ?? "another place"}: check ${names.endpoint}`
        : undefined;
  }
}

/** No usable answer arrived: the connection failed, broke or timed out, or the answer is not what the API documents. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** Whether the API did what was asked, as far as anyone can tell. */
  readonly effect: Effect;

  constructor(request: RequestLine, reason: string, effect: Effect) {
    super(`${request.method} ${request.path} got no usable answer: ${reason}`);
    this.effect = effect;
  }
}

/** A request failed, and so did the attempt to find out whether the API carried it out. */
export class UnknownOutcomeError extends Error {
  override readonly name = "UnknownOutcomeError";
  /** Why the request failed. */
  readonly failure: Error;

  /** @param cause why its outcome could not be found out */
  constructor(failure: Error, cause: Error) {
    super(`${failure.message}. Could not find out whether it was carried out: ${cause.message}`, { cause });
    this.failure = failure;
  }
}

/** Whether `error` says that a request failed: it was refused, or not answered as the API documents. */
export function isRequestFailure(error: unknown): error is ApiError | NoAnswerError | UnknownOutcomeError {
  return error instanceof ApiError || error instanceof NoAnswerError || error instanceof UnknownOutcomeError;
}

/** Whether the API took the key for none, or for one without access. */
export function isRefused(error: Error): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

/**
 * A stream of events began but did not arrive whole: the connection broke, went silent or was closed in the middle of an
 * event, or an event is not what the API documents. It says nothing about what the run did or is still doing.
 */
export class BrokenStreamError extends Error {
  override readonly name = "BrokenStreamError";

  constructor(request: RequestLine, reason: string) {
    super(`${request.method} ${request.path} broke off: ${reason}`);
  }
}

/** Reads the API's three shapes of errors: structured, flat (authentication), and plain text or HTML (proxies). */
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

/** What `lookup` finds, or `undefined` when the API says that there is no such object. Rethrows any other error. */
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
