import fs from "node:fs";
import path from "node:path";
import ts from "typescript";
import { mapOfProvider } from "../bootstrap/bundle.js";
import { Failure } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import type { Compiled } from "./executed-lines.ts";

/**
 * A file of dist with its map. The build makes no maps, since nobody needs them in the package: each file is compiled
 * once more, and has to come out the same.
 */
export async function compiledFile(paths: Paths, file: string): Promise<Compiled | undefined> {
  const name = path.relative(paths.dist, file);
  const text = fs.readFileSync(file, "utf8");
  if (name === "undici.js") {
    return undefined;
  }
  const { code, map } = name === "dynamic.js" ? await mapOfProvider(paths) : transpiled(paths, name);
  if (!text.endsWith(code)) {
    throw new Failure(`dist/${name} is not what its sources give: npm run build.`);
  }
  return { text, offset: text.length - code.length, map };
}

/** Reports nothing: the build has read the same settings. */
const PARSE_HOST: ts.ParseConfigFileHost = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };

function transpiled({ root }: Paths, name: string): { code: string; map: string } {
  const settings = path.join(root, "tsconfig.build.json");
  const options = ts.getParsedCommandLineOfConfigFile(settings, {}, PARSE_HOST)?.options;
  const source = name.replace(/\.js$/, ".ts");
  const { outputText, sourceMapText = "" } = ts.transpileModule(fs.readFileSync(path.join(root, source), "utf8"), {
    fileName: source,
    compilerOptions: { ...options, sourceMap: true },
  });
  const map = { ...(JSON.parse(sourceMapText) as object), sources: [source] };
  return { code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ""), map: JSON.stringify(map) };
}
