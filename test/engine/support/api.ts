import type { Emulator } from "../../../emulator/index";

/** Calls the API as somebody else would, behind Pulumi's back. */
export async function callApi(
  { url, apiKey }: Pick<Emulator, "url" | "apiKey">,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${url}/v1/deepagents${path}`, {
    method,
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.status === 204 ? undefined : response.json();
}
