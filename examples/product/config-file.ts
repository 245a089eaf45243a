import * as pulumi from "@pulumi/pulumi";

interface Inputs {
  /** Relative to the program's folder. Another path replaces the file. */
  path: string;
  content: string;
}

// Pulumi keeps the text of these methods in the state, and runs it in a process of its own: what they need, they import.
const provider: pulumi.dynamic.ResourceProvider<Inputs, Inputs> = {
  diff(_id, old, { path, content }) {
    const moved = path !== old.path;
    return Promise.resolve({ changes: moved || content !== old.content, replaces: moved ? ["path"] : [] });
  },
  async create(inputs) {
    const { writeFile } = await import("node:fs/promises");
    // Not over a file that is there: it would be somebody else's.
    await writeFile(inputs.path, inputs.content, { flag: "wx" });
    return { id: inputs.path, outs: inputs };
  },
  async read(path) {
    const { readFile } = await import("node:fs/promises");
    try {
      return { id: path, props: { path, content: await readFile(path, "utf8") } };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return {};
      }
      throw error;
    }
  },
  async update(path, _old, inputs) {
    const { writeFile } = await import("node:fs/promises");
    await writeFile(path, inputs.content);
    return { outs: inputs };
  },
  async delete(path) {
    const { rm } = await import("node:fs/promises");
    await rm(path, { force: true });
  },
};

/** A text file beside the program, with previews and drift as every resource has them. */
export class ConfigFile extends pulumi.dynamic.Resource {
  declare readonly path: pulumi.Output<string>;
  declare readonly content: pulumi.Output<string>;

  constructor(
    name: string,
    args: { path: pulumi.Input<string>; content: pulumi.Input<string> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(provider, name, args, opts);
  }
}
