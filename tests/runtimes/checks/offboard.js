// Closing an account: what ends it in the middle loses nothing.
import { ALICE, equal, fake, group, isError, json, never, pause, refusal, rejection } from "../tools.js";

export const { checks, check } = group("closing an account");

/** @typedef {{ method: string, path: string }} Call */

/** A server with an account that nobody has closed yet. @param {(call: Call) => Response | Promise<never> | undefined} answer */
function server(answer) {
  let deactivated = false;
  return (/** @type {Call} */ { method, path }) => {
    const own = answer({ method, path });
    if (own) return own;
    if (path.endsWith("/whoami")) return json({ user_id: "@admin:example.com" });
    if (path.endsWith("/memberships")) return json({ memberships: {} });
    if (path.includes("/server_version")) return json({ server_version: "1.163.2" });
    if (path.includes("/registration_tokens/")) return refusal(404, "M_NOT_FOUND");
    if (path.includes("/deactivate/")) return (deactivated = true), json({ id_server_unbind_result: "success" });
    if (path.includes("/media/quarantine")) return json({ num_quarantined: 3 });
    if (path.endsWith("/redact")) return json({ redact_id: "r" });
    if (path.includes("/redact_status/")) return json({ status: "complete", failed_redactions: { $e: "no" } });
    return json({ deactivated, suspended: false, erased: false });
  };
}

/** @param {{ method: string, path: string }[]} sent */
const changes = (sent) => sent.filter(({ method }) => method !== "GET").map(({ path }) => path.split("/")[4]);

check("an abort in the middle loses nothing of its state, with which another client goes on", async (context) => {
  const hanging = fake(context, server(({ path }) => (path.includes("/redact_status/") ? never() : undefined)));
  const controller = new AbortController();
  const closing = hanging.user.offboard({ redact: true, media: "quarantine" }, { signal: controller.signal });
  equal(closing.steps.map(({ status }) => status), ["planned", "skipped", "planned", "planned", "planned"], "the steps, at once");
  while (!hanging.sent.some(({ path }) => path.includes("/redact_status/"))) await pause(1);
  controller.abort("enough");
  equal(await rejection(() => closing), "enough", "the reason");
  equal(closing.steps.map(({ status }) => status), ["done", "skipped", "running", "planned", "planned"], "the steps");
  const { user, sent } = fake(context, server(() => undefined));
  const state = await user.offboard(JSON.parse(JSON.stringify(closing.state)));
  equal(state.steps.map(({ status }) => status), ["done", "skipped", "done", "done", "done"], "the steps in the end");
  equal([state.steps[2]?.failed_redactions, state.steps[3]?.files], [["$e"], 3], "what they come to");
  equal(changes(sent).length, 2, "how many changes were sent");
});

check("a deactivation whose answer was lost is looked for, and not sent again", async (context) => {
  let closed = false;
  const { user, sent } = fake(context, server(({ path }) => {
    if (path.includes("/deactivate/")) return (closed = true), refusal(502, "M_UNKNOWN");
    return closed && path.includes("/v2/users/") ? json({ deactivated: true, suspended: false, erased: false }) : undefined;
  }));
  const closing = user.offboard();
  isError(await rejection(() => closing), context.sdk.ServerError);
  equal(closing.steps[4]?.status, "failed", "the step");
  const state = await user.offboard(closing.state);
  equal([state.steps[4]?.status, state.steps[4]?.code], ["done", undefined], "the step in the end");
  equal(sent.filter(({ path }) => path.includes("/deactivate/")).length, 1, "how often it was sent");
});

check("a signal that is aborted already begins nothing", async (context) => {
  const { user, sent } = fake(context, server(() => undefined));
  equal(await rejection(() => user.offboard({}, { signal: AbortSignal.abort("no") })), "no", "the reason");
  equal(sent.length, 0, "what was sent");
});

check("a step that the server refuses ends it, and says why", async (context) => {
  const { user, sent } = fake(context, server(({ path }) => (path.includes("/quarantine") ? refusal(403, "M_FORBIDDEN") : undefined)));
  const closing = user.offboard({ media: "quarantine" });
  isError(await rejection(() => closing), context.sdk.PermissionDeniedError);
  equal([closing.steps[3]?.status, closing.steps[3]?.code, closing.steps[4]?.status], ["failed", "PERMISSION_DENIED", "planned"], "the steps");
  equal(sent.some(({ path }) => path.includes("/deactivate/")), false, "whether it was deactivated");
});

check("who is a creator of a room has the power there, and needs not be given it, but has to be in it", async (context) => {
  const room = "!v12";
  /** @param {(path: string) => Response} joined */
  const handOver = (joined, heir = "@bob:example.com") => {
    const create = { type: "m.room.create", state_key: "", sender: ALICE, content: { room_version: "12", additional_creators: [heir] } };
    const { user } = fake(context, server(({ path }) => {
      if (path.endsWith("/joined_rooms")) return json({ joined_rooms: [room], total: 1 });
      if (path.endsWith("/members")) return json({ members: [ALICE], total: 1 });
      if (path.includes("/state?")) return json({ state: path.endsWith("m.room.create") ? [create] : [] });
      if (path.endsWith("/make_room_admin")) return refusal(400, "M_UNKNOWN", { error: "Additional creators users must not appear in content.users" });
      return path.includes("/join/") ? joined(path) : undefined;
    }));
    return user.offboard({ handOverTo: heir });
  };
  const { steps } = await handOver(() => json({ room_id: room }));
  equal([steps[1]?.status, steps[1]?.rooms, steps[4]?.status], ["done", [room], "done"], "the steps");
  for (const heir of ["@bob:example.com", "@bob:elsewhere.example.com"]) {
    const closing = handOver(() => refusal(400, "M_UNKNOWN"), heir);
    const error = await rejection(() => closing);
    isError(error, context.sdk.InvalidArgumentError, { expected: "somebody who can have !v12 (has to be in it first)", received: heir });
    equal(closing.steps[4]?.status, "planned", "the deactivation");
  }
});
