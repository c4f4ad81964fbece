// Media repositories that redirect to where the files are.
import { equal, ok, rejection } from "../../runtimes/tools.js";
import { TOKEN, connect, isBrowser, rejectsWith } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

const HOME = "https://matrix.example.com";
const STORAGE = "https://storage.example.org/file?signature=1";
const WITH_TOKEN = `Bearer ${TOKEN}`;

/** @param {any} client @returns {Promise<Uint8Array>} */
const download = (client) => client.media.download("example.com", "abc", {}, { maxRetries: 0 });

/** @param {Uint8Array} bytes */
const isFile = (bytes) =>
  equal(JSON.parse(new TextDecoder().decode(bytes)).access_token, "syt_of_the_user", "what is in the file");

/** Browsers ask twice: once to hear that there is a redirect, then to follow it. */
const SENT = "once; in browsers twice, for they do not show where a redirect leads until they follow it";

scenarios.push({
  name: "redirect to another origin",
  given: "a file that `307` says is elsewhere, at another origin",
  gets: "its bytes; the token does not go there. In browsers the other origin has to allow it by its CORS headers",
  sent: SENT,
  async run(context) {
    const { client, attempts } = connect(context, "redirect-307");
    isFile(await download(client));
    // Firefox asks the other origin by OPTIONS before it goes there.
    const seen = (await attempts()).filter(({ method }) => method === "GET");
    const tokens = seen.map(({ elsewhere, headers }) => [elsewhere, headers.authorization]);
    const asked = Array(isBrowser(context) ? 2 : 1).fill([false, WITH_TOKEN]);
    equal(tokens, [...asked, [true, undefined]], "the origins and what they were told");
  },
});
scenarios.push({
  name: "redirect within the origin",
  given: "a file that `308` says is at another path of the same origin",
  gets: "its bytes; the token goes along",
  sent: SENT,
  async run(context) {
    const { client, attempts } = connect(context, "redirect-here");
    isFile(await download(client));
    const { path, headers } = (await attempts()).at(-1) ?? {};
    equal([path, headers?.authorization], ["/moved", WITH_TOKEN], "what arrived last");
  },
});
scenarios.push({
  name: "redirect in a circle",
  given: "more than 5 redirects, one after the other",
  gets: "`ResponseError` (`RESPONSE`). In browsers: `ConnectionError` (`CONNECTION`), after more than 5",
  sent: SENT,
  async run(context) {
    const { client, attempts } = connect(context, "redirect-loop");
    await refused(context, client);
    const { length } = await attempts();
    ok(isBrowser(context) ? length < 30 : length === 6, `it was sent ${length} times`);
  },
});
for (const [name, given] of [
  ["redirect-file", "a redirect to what is neither `https:` nor `http:`"],
  ["redirect-nowhere", "a redirect without a `Location`"],
]) {
  scenarios.push({
    name,
    given,
    gets: `\`ResponseError\` (\`RESPONSE\`)${name === "redirect-file" ? ". In browsers: `ConnectionError` (`CONNECTION`)" : ""}`,
    sent: SENT,
    run: (context) => refused(context, connect(context, name).client),
  });
}

/** @param {Context} context @param {any} client */
async function refused(context, client) {
  const { name } = await rejection(() => download(client));
  const names = isBrowser(context) ? ["ConnectionError", "ResponseError"] : ["ResponseError"];
  ok(names.includes(name), `it is a ${name}`);
}

/**
 * A client whose `fetch` shows where redirects lead, in browsers too; what it was asked for.
 *
 * @param {Context} context @param {string[]} locations
 */
function redirected({ sdk }, locations) {
  /** @type {[url: string, token: string | null][]} */
  const asked = [];
  const client = new sdk.MatrixAdminClient({
    baseUrl: HOME,
    accessToken: TOKEN,
    fetch: async ({ url, headers }) => {
      asked.push([url, headers.get("Authorization")]);
      const Location = locations[asked.length - 1];
      return Location ? new Response(null, { status: 307, headers: { Location } }) : new Response("a file");
    },
  });
  return { client, asked };
}

scenarios.push({
  name: "redirect there and back",
  given: "a redirect to another origin, and from there back to the homeserver",
  gets: "the bytes; the token goes along to neither",
  sent: "once",
  async run(context) {
    const { client, asked } = redirected(context, [STORAGE, `${HOME}/file`]);
    equal(new TextDecoder().decode(await download(client)), "a file", "the file");
    const [[first, token], ...rest] = asked;
    ok(first.startsWith(`${HOME}/_matrix/client/v1/media/download/`) && token === WITH_TOKEN, "what came first");
    equal(rest, [[STORAGE, null], [`${HOME}/file`, null]], "what came then");
  },
});
scenarios.push({
  name: "redirect out of encryption",
  given: "a redirect from `https:` to `http:`, or to an address with a user name or password",
  gets: "`ResponseError` (`RESPONSE`); nothing goes there",
  sent: "once",
  async run(context) {
    for (const location of [STORAGE.replace("https", "http"), "https://user:password@storage.example.org/file"]) {
      const { client, asked } = redirected(context, [location]);
      await rejectsWith(context, "ResponseError", { status: 307, received: /redirect/ }, () => download(client));
      equal(asked.length, 1, "how often it was called");
    }
  },
});
