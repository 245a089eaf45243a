/** How secrets are kept: encrypted, or as a hash where they only have to be recognised. */
import { createHash, createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EmulatorDatabase, EmulatorStartError } from "./database";

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts credentials (headers of MCP servers, OAuth tokens and clients) before they reach the disk. */
export class SecretVault {
  readonly #key: Buffer;

  private constructor(key: Buffer) {
    this.#key = key;
  }

  /**
   * Uses the key file of a data directory, which is created on first use and readable only by its owner; in memory, a
   * random key. Fails if the database's secrets were sealed with a different key.
   */
  static open(database: EmulatorDatabase, dataDir: string | undefined): SecretVault {
    const vault = new SecretVault(dataDir === undefined ? randomBytes(KEY_BYTES) : readOrCreateKey(dataDir));
    vault.#checkFingerprint(database);
    return vault;
  }

  /** Seals any JSON value. Authenticates `context`, the row's id, too, so that secrets cannot move to another row. */
  seal(secret: unknown, context: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#key, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(secret), "utf8"), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]);
  }

  unseal(sealed: Uint8Array, context: string): unknown {
    const iv = sealed.subarray(0, IV_BYTES);
    const tag = sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.#key, iv).setAAD(Buffer.from(context)).setAuthTag(tag);
    const text = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return JSON.parse(text.toString("utf8"));
  }

  #checkFingerprint({ sql }: EmulatorDatabase): void {
    const fingerprint = createHash("sha256").update("header key").update(this.#key).digest("hex");
    sql.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('header_key', ?)").run(fingerprint);
    const known = sql.prepare("SELECT value FROM meta WHERE key = 'header_key'").get()?.["value"];
    if (known !== fingerprint) {
      throw new EmulatorStartError(
        "The file header.key does not belong to the data next to it; put the right one back, or choose another directory.",
      );
    }
  }
}

/** What is kept of a secret that only has to be recognised. */
export function sha256(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function readOrCreateKey(dataDir: string): Buffer {
  const path = join(dataDir, "header.key");
  if (!existsSync(path)) {
    writeFileSync(path, randomBytes(KEY_BYTES), { mode: 0o600, flag: "wx" });
  }
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES) {
    throw new EmulatorStartError(
      `The file ${path} is not a key of ${String(KEY_BYTES)} bytes; put the right one back.`,
    );
  }
  return key;
}
