/** The files write names as the API does (`mcp_server_url`), a program as Pulumi does (`mcpServerUrl`). */

type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type CamelCased<T> = { [Key in keyof T as Key extends string ? CamelCase<Key> : Key]: T[Key] };

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A copy of an object with its own keys in camel case. */
export function camelCased<T extends object>(value: T): CamelCased<T> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [camelCase(key), item as unknown]),
  ) as CamelCased<T>;
}
