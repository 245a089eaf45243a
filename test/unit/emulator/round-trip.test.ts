import { parseFrontMatter } from "../../../emulator/agents/file-tree/front-matter";
import { renderFrontMatter } from "../../../provider/helpers/front-matter";
import { closeAll, createAgent, getAgent, patchAgent, seededRandom, start } from "./support";

afterEach(closeAll);

const FRAGMENTS = [
  "",
  "\n",
  "\n\n",
  "\r\n",
  "\r",
  "---",
  "---\n",
  "\n---\n",
  "--- \n",
  "a",
  "name: x\n",
  "description: y\n",
  "# Title\n",
  '"',
  "'",
  "\\",
  "\\n",
  ": ",
  "#",
  "{}",
  "[]",
  "é",
  "日本",
  "🦊",
  "\u2028",
  "\u2029",
  "\u0085",
  "\uFEFF",
  "\u0000",
  "\u001b",
  "\u007f",
  "\ud800",
  "\udc00",
  "\t",
  " ",
  "`",
  "${x}",
  "&a *a",
  "!!tag",
  "|\n  x",
  ">-\n",
  "%",
  "</script>",
];

function randomText(random: () => number): string {
  const length = Math.floor(random() * 6);
  return Array.from({ length }, () => FRAGMENTS[Math.floor(random() * FRAGMENTS.length)]).join("");
}

it("front matter returns every value and body exactly", () => {
  const random = seededRandom(1);
  for (let round = 0; round < 5_000; round += 1) {
    const values = { name: randomText(random), description: randomText(random) };
    const body = randomText(random);
    const parsed = parseFrontMatter(renderFrontMatter(values, body));
    expect({ ...Object.fromEntries(parsed.fields), body: parsed.body }).toEqual({ ...values, body });
  }
});

it("a text without front matter is the body as a whole", () => {
  for (const text of ["", "x", "---", "---\nname: x", "--\nname: x\n---\n", " ---\na: b\n---\n"]) {
    expect(parseFrontMatter(text)).toEqual({ fields: new Map(), body: text });
  }
});

it("a long text that never closes its front matter is read quickly", () => {
  const text = `---\n${"a: b\n".repeat(1_000_000)}`;
  expect(parseFrontMatter(text).body).toBe(text);
});

it("an agent returns every text exactly from create, update and read", async () => {
  const emulator = await start();
  const random = seededRandom(2);
  const text = () => randomText(random);
  const typed = () => ({
    description: text(),
    system_prompt: text(),
    tools: {
      tools: [
        {
          name: `t${text()}`,
          mcp_server_url: "https://x.example.com",
          mcp_server_name: `s${text()}`,
          display_name: `d${text()}`,
        },
      ],
      interrupt_config: { [`k${text()}`]: true },
    },
    skills: [{ type: "inline", name: "s", description: text(), instructions: text(), files: { "a/b.md": text() } }],
    subagents: [{ name: "s", description: text(), model_id: text(), instructions: text() }],
    extras: { value: text(), deep: [{ value: text() }] },
    configurable: { value: text() },
  });
  for (let round = 0; round < 60; round += 1) {
    const first = { name: `n${text()}`, ...typed() };
    const created = await createAgent(emulator, first);
    expect(created).toMatchObject(first);
    const second = typed();
    expect(await patchAgent(emulator, created.id, second)).toMatchObject(second);
    expect(await getAgent(emulator, created.id)).toMatchObject(second);
  }
});
