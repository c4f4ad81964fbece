// A function that gives the token.
import { equal, isError, ok, pause, rejection } from "../../runtimes/tools.js";
import { ALL_KINDS, KINDS, connect, isGood, isSafe, rejectsWith } from "../tools.js";

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

/** @param {import("../tools.js").Attempt[]} attempts */
const tokens = (attempts) => attempts.map(({ headers }) => headers.authorization?.replace("Bearer ", ""));

/** A function that gives `first`, then `token-2` and so on; and what it was asked with. @param {string} [first] */
function provider(first = "token-1") {
  /** @type {(string | undefined)[]} */
  const asked = [];
  const accessToken = async (/** @type {string | undefined} */ refused) => {
    asked.push(refused);
    await pause(1);
    return asked.length === 1 ? first : `token-${asked.length}`;
  };
  return { asked, accessToken };
}

scenarios.push({
  name: "asked before each attempt",
  given: "a function gives the token, and the first attempt fails with `503`",
  gets: "the data: the function is asked again before the second attempt",
  sent: "twice, each time with what the function gave",
  run: async (context) => {
    const { asked, accessToken } = provider();
    const { user, attempts } = connect(context, "503,fine", { accessToken });
    isGood("read", await KINDS.read(user));
    equal(tokens(await attempts()), ["token-1", "token-2"], "the tokens");
    equal(asked, [undefined, undefined], "what the function was asked with");
  },
});

scenarios.push({
  name: "single flight",
  given: "20 calls at the same time, and a function that takes a while",
  gets: "the data of each; the function was asked once",
  sent: "once each",
  run: async (context) => {
    let asked = 0;
    const accessToken = async () => {
      asked++;
      await pause(100);
      return "shared";
    };
    const { user, attempts } = connect(context, "fine", { accessToken });
    const calls = Array.from({ length: 20 }, (_, n) => /** @type {const} */ (["read", "idempotent"])[n % 2]);
    await Promise.all(calls.map(async (kind) => isGood(kind, await KINDS[kind](user))));
    equal(asked, 1, "how often the function was asked");
    equal(tokens(await attempts()), Array(20).fill("shared"), "the tokens");
  },
});

scenarios.push({
  name: "single flight, with one that leaves",
  given: "one of the calls that wait for the function is cancelled, and another begins",
  gets: "the data of the others; the function was asked once, for a refresh token may be good for once only",
  sent: "once each; the cancelled one never",
  run: async (context) => {
    let asked = 0;
    const accessToken = async () => {
      asked++;
      await pause(200);
      return "shared";
    };
    const { user, attempts } = connect(context, "fine", { accessToken });
    const controller = new AbortController();
    const staying = KINDS.read(user);
    const leaving = rejection(() => KINDS.read(user, { signal: controller.signal }));
    await pause(20);
    controller.abort("enough");
    equal(await leaving, "enough", "what the cancelled one rejects with");
    isGood("once", await KINDS.once(user));
    isGood("read", await staying);
    equal(asked, 1, "how often the function was asked");
    equal(tokens(await attempts()), ["shared", "shared"], "the tokens");
  },
});

scenarios.push({
  name: "a refused token",
  given: "`401` `M_UNKNOWN_TOKEN`, and a function gives the token",
  gets: "the data: the function is asked once more, with the refused token, even for a *once* call",
  sent: "twice",
  run: async (context) => {
    for (const fault of ["401,fine", "401-soft,fine"]) {
      for (const kind of ALL_KINDS) {
        const { asked, accessToken } = provider();
        const { user, attempts } = connect(context, fault, { accessToken });
        isGood(kind, await KINDS[kind](user));
        equal(tokens(await attempts()), ["token-1", "token-2"], `the tokens of a ${kind} call`);
        equal(asked, [undefined, "token-1"], "what the function was asked with");
      }
    }
  },
});

scenarios.push({
  name: "a refused token of 20 calls",
  given: "20 calls at the same time whose token the server no longer knows",
  gets: "the data of each; those that are refused at the same time ask for the new token together",
  sent: "at most twice each",
  run: async (context) => {
    let current = "stale";
    let renewed = 0;
    const accessToken = async (/** @type {string | undefined} */ refused) => {
      if (refused === undefined) return current;
      equal(refused, "stale", "the refused token");
      await pause(300);
      if (current === refused) current = `fresh-${++renewed}`;
      return current;
    };
    const { user, attempts } = connect(context, "stale-token", { accessToken });
    await Promise.all(Array.from({ length: 20 }, async () => isGood("once", await KINDS.once(user))));
    equal(renewed, 1, "how often the token was renewed");
    const used = tokens(await attempts());
    equal(used.filter((token) => token === "fresh-1").length, 20, "the attempts with the new token");
    ok(used.length <= 40, `there were ${used.length} attempts`);
  },
});

scenarios.push({
  name: "every token refused",
  given: "`401` `M_UNKNOWN_TOKEN` for every token that the function gives",
  gets: "`AuthenticationError`, after one fresh try",
  sent: "twice",
  run: async (context) => {
    for (const kind of ALL_KINDS) {
      const { asked, accessToken } = provider();
      const { user, attempts } = connect(context, "401", { accessToken, maxRetries: 10 });
      await rejectsWith(context, "AuthenticationError", { status: 401, errcode: "M_UNKNOWN_TOKEN" }, () =>
        KINDS[kind](user),
      );
      equal(tokens(await attempts()), ["token-1", "token-2"], `the tokens of a ${kind} call`);
      equal(asked.length, 2, "how often the function was asked");
    }
  },
});

scenarios.push({
  name: "a fresh token and then trouble",
  given: "`401` `M_UNKNOWN_TOKEN`, then `503` with the new token",
  gets: "the data: the function hears only of the token that was refused",
  sent: "3 times",
  run: async (context) => {
    const { asked, accessToken } = provider();
    const { user, attempts } = connect(context, "401,503,fine", { accessToken });
    isGood("read", await KINDS.read(user));
    equal(tokens(await attempts()), ["token-1", "token-2", "token-3"], "the tokens");
    equal(asked, [undefined, "token-1", undefined], "what the function was asked with");
  },
});

scenarios.push({
  name: "no retry left for a fresh token",
  given: "`401` `M_UNKNOWN_TOKEN`, and `maxRetries: 0`",
  gets: "`AuthenticationError`: the fresh try is a retry",
  sent: "once",
  run: async (context) => {
    const { asked, accessToken } = provider();
    const { user, attempts } = connect(context, "401,fine", { accessToken, maxRetries: 0 });
    await rejectsWith(context, "AuthenticationError", { status: 401 }, () => KINDS.read(user));
    equal(
      [(await attempts()).length, asked.length],
      [1, 1],
      "the attempts, and how often the function was asked",
    );
  },
});

scenarios.push({
  name: "a function that fails",
  given: "the function that gives the token throws or rejects",
  gets: "`AuthenticationError` (`AUTHENTICATION`) with that as its `cause`",
  sent: "never",
  run: async (context) => {
    for (const cause of [new Error("logged out"), "logged out", null, undefined]) {
      const throws = () => {
        throw cause;
      };
      for (const accessToken of [throws, () => Promise.reject(cause)]) {
        const { user, attempts } = connect(context, "fine", { accessToken });
        await rejectsWith(context, "AuthenticationError", { cause, message: /no access token/ }, () =>
          KINDS.read(user),
        );
        equal((await attempts()).length, 0, "the attempts");
      }
    }
  },
});

scenarios.push({
  name: "a function that gives no token",
  given: "the function gives nothing, an empty string, or what no header can carry",
  gets: "`InvalidArgumentError` (`INVALID_ARGUMENT`), which does not show it",
  sent: "never",
  run: async (context) => {
    for (const token of [undefined, null, "", 5, {}, "with a space", "with\r\nX-Header: y"]) {
      const { user, attempts } = connect(context, "fine", { accessToken: /** @type {any} */ (() => token) });
      const expected = { message: /accessToken/ };
      const error = await rejectsWith(context, "InvalidArgumentError", expected, () => KINDS.read(user));
      ok(!error.message.includes("X-Header"), "it shows the token");
      equal((await attempts()).length, 0, "the attempts");
    }
  },
});

scenarios.push({
  name: "a function that never ends",
  given: "the function never gives a token, once",
  gets: "`TimeoutError` with `sent: false`; later calls ask it anew",
  sent: "never; later calls once",
  run: async (context) => {
    let asked = 0;
    const accessToken = () => (++asked === 1 ? new Promise(() => {}) : "token");
    const { user, attempts } = connect(context, "fine", { accessToken: /** @type {any} */ (accessToken) });
    const expected = { timeoutMs: 100, sent: false };
    await rejectsWith(context, "TimeoutError", expected, () => KINDS.once(user, { timeoutMs: 100 }));
    equal((await attempts()).length, 0, "the attempts");
    isGood("once", await KINDS.once(user, { timeoutMs: 20_000 }));
    equal([(await attempts()).length, asked], [1, 2], "the attempts, and how often the function was asked");
  },
});

scenarios.push({
  name: "the function's secrets",
  given: "an error that echoes a token which the function gave",
  gets: "`ApiError` without it",
  sent: "once",
  run: async (context) => {
    const { accessToken } = provider("syt_secret_of_the_function");
    const { user } = connect(context, "400-echo", { accessToken });
    const error = await rejection(() => KINDS.read(user));
    isError(error, context.sdk.ApiError, { status: 400 });
    ok(!`${error.stack}${JSON.stringify(error)}`.includes("syt_secret"), "the token is in the error");
    isSafe(error);
  },
});
