/** The two packages as npm packs them, and projects that install them. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { REPOSITORY } from "./project";

const run = promisify(execFile);

export interface Tarball {
  readonly file: string;
  /** What it holds. */
  readonly paths: readonly string[];
}

/** Packs both packages of this repository. The build is there already: `npm test` makes it first. */
export async function packBoth(folder: string): Promise<{ provider: Tarball; localServer: Tarball }> {
  const [provider, localServer] = await Promise.all([pack(folder), pack(folder, "--workspace", "emulator")]);
  return { provider, localServer };
}

async function pack(folder: string, ...which: string[]): Promise<Tarball> {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder, ...which];
  const { stdout } = await run("npm", args, { cwd: REPOSITORY });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  return { file: join(folder, filename), paths: files.map(({ path }) => path) };
}

/** Installs a tarball, and packages by their names and versions, into the project in `folder`. */
export async function install(folder: string, { file }: Tarball, ...packages: string[]): Promise<void> {
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", file, ...packages], { cwd: folder });
}
