import { createHash } from "node:crypto";

/** What is kept of a secret that only has to be recognised. */
export function sha256(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
