/** The error envelope, and every code that the emulator can answer with. */
import type { ErrorResponse } from "../provider/wire";

/**
 * `documented`: the reference documents the code with this status. `assumed`: the reference documents the status but
 * names no code, so the name here follows the pattern of the documented ones. Do not branch on those.
 */
interface ErrorCode {
  status: 400 | 404 | 409 | 413 | 422 | 500 | 502 | 503;
  source: "documented" | "assumed";
}

export const ERROR_CODES = {
  missing_required_field: { status: 400, source: "documented" },
  invalid_request_body: { status: 400, source: "documented" },
  agent_not_found: { status: 404, source: "documented" },
  invalid_query_parameter: { status: 400, source: "assumed" },
  invalid_cursor: { status: 400, source: "assumed" },
  oauth_mode_mismatch: { status: 400, source: "assumed" },
  mcp_server_not_found: { status: 404, source: "assumed" },
  auth_session_not_found: { status: 404, source: "assumed" },
  forbidden_host: { status: 400, source: "assumed" },
  thread_not_found: { status: 404, source: "assumed" },
  not_found: { status: 404, source: "assumed" },
  agent_limit_reached: { status: 409, source: "assumed" },
  mcp_server_already_exists: { status: 409, source: "assumed" },
  thread_already_exists: { status: 409, source: "assumed" },
  commit_conflict: { status: 409, source: "assumed" },
  request_too_large: { status: 413, source: "assumed" },
  thread_busy: { status: 409, source: "assumed" },
  no_interrupt: { status: 409, source: "assumed" },
  validation_failed: { status: 422, source: "assumed" },
  internal_error: { status: 500, source: "assumed" },
  upstream_auth_failed: { status: 502, source: "documented" },
  mcp_server_unreachable: { status: 502, source: "assumed" },
  authorization_server_failed: { status: 502, source: "assumed" },
  connection_required: { status: 502, source: "assumed" },
  token_expired: { status: 502, source: "assumed" },
  oauth_discovery_failed: { status: 503, source: "assumed" },
} as const satisfies Record<string, ErrorCode>;

export type ApiErrorCode = keyof typeof ERROR_CODES;

/** A request that is refused. Its `detail` is sent to the caller: never put a header value or a key in it. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: ApiErrorCode;
  readonly detail: string;

  constructor(code: ApiErrorCode, detail: string) {
    super(detail);
    this.code = code;
    this.detail = detail;
  }

  get status(): (typeof ERROR_CODES)[ApiErrorCode]["status"] {
    return ERROR_CODES[this.code].status;
  }

  toBody(): Required<ErrorResponse> {
    return {
      type: `https://docs.langchain.com/errors/${this.code}`,
      code: this.code,
      detail: this.detail,
      status: this.status,
    };
  }
}

/** The caller may not do this with this object. The answer has the flat shape of the auth layer, as documented. */
export class ForbiddenError extends Error {
  override readonly name = "ForbiddenError";
}

/** @param value what the field must be set to; the default is the service's wording for a string */
export function missingField(field: string, value = "a non-empty string"): RequestError {
  return new RequestError("missing_required_field", `Set '${field}' to ${value}: '${field}' is required`);
}

export function invalidBody(reason?: string): RequestError {
  const documented = "Provide a valid JSON request body matching the documented schema";
  return new RequestError("invalid_request_body", reason === undefined ? documented : `${documented}: ${reason}`);
}

export function invalidParameter(name: string, reason: string): RequestError {
  return new RequestError("invalid_query_parameter", `Correct '${name}': ${reason}`);
}

export function unprocessable(detail: string): RequestError {
  return new RequestError("validation_failed", detail);
}

export function agentNotFound(): RequestError {
  return notFound("agent_not_found", "agent");
}

export function mcpServerNotFound(): RequestError {
  return notFound("mcp_server_not_found", "MCP server");
}

export function threadNotFound(): RequestError {
  return notFound("thread_not_found", "thread");
}

/** Word for word the documented answer to a run on a thread whose agent was deleted. */
export function upstreamAuthFailed(): RequestError {
  return new RequestError(
    "upstream_auth_failed",
    "Verify that the calling identity is authorized for this organization: upstream agent runtime rejected the request",
  );
}

/** Why an authorization server could not be used. Never quotes its answer, which may contain a token. */
export class OAuthPeerError extends Error {
  override readonly name = "OAuthPeerError";
}

/** Refuses a name or URL that consists only of white space, which the service treats as missing. */
export function requireNonBlank(field: string, value: string): void {
  if (value.trim() === "") {
    throw missingField(field);
  }
}

function notFound(code: ApiErrorCode, what: string): RequestError {
  return new RequestError(code, `Verify the ${what} ID and that the calling identity has access: ${what} not found`);
}
