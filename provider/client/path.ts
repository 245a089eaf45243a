/**
 * Builds a request path and encodes each inserted value as one segment.
 *
 * @throws Error when a value is empty, `.` or `..`, because the path would name another resource
 * @example path`/agents/${id}`
 */
export function path(literals: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: literals }, ...values.map(segment));
}

function segment(value: string): string {
  if (/^\.{0,2}$/.test(value)) {
    throw new Error(`"${value}" cannot be part of a request path`);
  }
  return encodeURIComponent(value);
}

/** `path` with `?query`. Omits parameters that are `undefined`. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) {
      parameters.set(key, String(value));
    }
  }
  return parameters.size === 0 ? path : `${path}?${parameters.toString()}`;
}
