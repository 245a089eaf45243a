/** Which paths and names a file tree accepts. */
import { unprocessable } from "../errors";

/** Refuses a path that is not relative or leaves the tree. `field` says in the error where the path was given. */
export function checkPath(path: string, field: string): void {
  const segments = path.split("/");
  if (path.startsWith("/")) throw unprocessable(`${field}: '${path}' must be a relative path without a leading slash`);
  if (segments.includes("..") || segments.includes(".")) {
    throw unprocessable(`${field}: '${path}' must not contain a '.' or '..' segment`);
  }
  if (segments.some((segment) => segment.trim() === "")) {
    throw unprocessable(`${field}: '${path}' must not be empty or contain an empty segment`);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) throw unprocessable(`${field}: a path must not contain control characters`);
}

/** Refuses names that cannot be a directory, and a second entry of the same name. */
export function checkSlugs(names: readonly (string | undefined)[], field: string): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const here = `${field}[${index}].name`;
    if (name === undefined || name.trim() === "") throw unprocessable(`${here}: must not be blank`);
    if (!/^[A-Za-z0-9 _-]+$/.test(name)) {
      throw unprocessable(`${here}: may contain letters, numbers, spaces, underscores and hyphens only`);
    }
    if (seen.has(name)) throw unprocessable(`${here}: '${name}' is used twice`);
    seen.add(name);
  }
}

/** A tree cannot hold both a file and a directory of the same path. */
export function checkNoFileIsDirectory(paths: Iterable<string>): void {
  const all = new Set(paths);
  for (const path of all) {
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      const parent = path.slice(0, slash);
      if (all.has(parent)) throw unprocessable(`files: '${parent}' is a file, so '${path}' cannot be below it`);
    }
  }
}
