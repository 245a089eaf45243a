import { type Emulator, startEmulator } from "../../../emulator/index";
import { callApi } from "./api";
import { Project } from "./project";

export interface OnOwnServer {
  /** The server of the test that runs. */
  readonly emulator: Emulator;
  /** Makes a project that deploys there, for as long as the test runs. */
  readonly project: (program: string) => Promise<Project>;
  readonly agents: () => Promise<{ id: string; name: string }[]>;
}

/** Gives each test of a file a server of its own: what one leaves there is nobody's leftover. */
export function onOwnServer(): OnOwnServer {
  let emulator: Emulator;
  const projects: Project[] = [];
  beforeEach(async () => {
    emulator = await startEmulator({ strict: true });
  });
  afterEach(async () => {
    await emulator.close();
    await Promise.all(projects.splice(0).map((project) => project.dispose()));
  });
  return {
    get emulator() {
      return emulator;
    },
    project: async (program) => {
      const project = await Project.create({ emulator, program });
      projects.push(project);
      return project;
    },
    agents: async () => {
      const { items } = (await callApi(emulator, "GET", "/agents")) as { items: { id: string; name: string }[] };
      return items;
    },
  };
}
