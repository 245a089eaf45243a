import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Paths, pathsOf } from "../../../tools/bootstrap/paths.js";

const made: string[] = [];

afterAll(() => {
  for (const folder of made) {
    fs.rmSync(folder, { recursive: true });
  }
});

/** An empty folder that stands for a checkout; removed after the tests of the file. */
export function temporaryCheckout() {
  // realpath: macOS keeps its temporary folder behind a link.
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "deepagents-scripts-")));
  made.push(root);
  return pathsOf(root);
}

/** Writes a file, with its folders. */
export function put(file: string, content: string, mode = 0o644) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content, { mode });
  return file;
}

/** A bundler that makes empty files. */
export function putBundler({ modules }: Paths): void {
  put(
    path.join(modules, "esbuild", "index.js"),
    'exports.build = async () => ({ outputFiles: [{ text: "" }], metafile: { inputs: {} } });',
  );
}
