/** What transforms of every kind set arrives at the provider, and in the outputs that the program reads. */
import { onOwnServer } from "./support/own-server";

const on = onOwnServer();

it("transforms of the stack, a parent and a resource reach the server and the outputs, each as secret as it is", async () => {
  const stack = await on.project(`
    const ofAgents = (change) => ({ type, props, opts }) =>
      type.endsWith(":Agent") ? { props: { ...props, ...change }, opts } : undefined;
    pulumi.runtime.registerResourceTransform(ofAgents({ description: "by the stack" }));
    pulumi.runtime.registerStackTransformation(ofAgents({ configurable: { from: "an old transformation" } }));
    class Team extends pulumi.ComponentResource {
      constructor(name, opts) {
        super("test:index:Team", name, {}, opts);
        this.member = new deepagents.Agent("member", {}, { parent: this });
      }
    }
    const change = { systemPrompt: "by the parent", model: pulumi.secret("openai:gpt-5") };
    const { member } = new Team("team", { transforms: [ofAgents(change)] });
    const hook = new pulumi.ResourceHook("note", ({ name }) => console.log("created " + name));
    const own = new deepagents.Agent("own", {}, {
      transforms: [ofAgents({ extras: { team: "x" } })],
      hooks: { afterCreate: [hook] },
    });
    module.exports = {
      member: pulumi.all([member.description, member.systemPrompt, member.configurable]),
      model: member.model,
      own: pulumi.all([own.description, own.extras, own.systemPrompt.apply((unset) => unset ?? "unset")]),
    };
  `);
  const shown = {
    member: ["by the stack", "by the parent", { from: "an old transformation" }],
    model: "[secret]",
    own: ["by the stack", { team: "x" }, "unset"],
  };
  const preview = await stack.preview();
  for (const known of ["by the parent", "an old transformation", '"unset"']) {
    expect(preview).toContain(known);
  }
  expect(await stack.up()).toContain("created own");
  expect(await stack.outputs()).toEqual(shown);
  expect(await on.agents()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: "member", description: "by the stack" }),
      expect.objectContaining({ name: "own", extras: expect.objectContaining({ team: "x" }) as unknown }),
    ]),
  );
  expect(await stack.up()).toMatch(/5 unchanged/);
});
