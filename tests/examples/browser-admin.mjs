// examples/browser-admin in Chrome and Firefox, on a real homeserver, as a person uses it; what a click did is
// looked up on the homeserver. `node tests/examples/browser-admin.mjs CHROMEDRIVER GECKODRIVER`

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { Session } from "../../examples/node/homeserver.js";
import { By, Key, chrome, eventually, firefox, isBarrierFree } from "./browsers.js";
import { afterwards, commands, folder, group, must, run, start, url as homeserver } from "./tools.js";

/** So many files that deleting them takes several requests. */
const FILES = 230;
/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const WATCH = `addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) =>
  fetch("violation", { method: "POST", body: [violatedDirective, blockedURI, sourceFile].join(" ") }));`;

const { SYNAPSE_ADMIN: admin = "", SYNAPSE_PASSWORD: password = "" } = process.env;
const root = await Session.logIn(homeserver, admin, password);
const server = root.userId.split(":").slice(1).join(":");

const example = await folder("browser-admin");
/** What the browser says it has refused the page. @type {string[]} */
const violations = [];
const site = await serve(file);
const withoutCors = await serve(() => ({ type: "application/json", body: '{"versions":[]}' }));
const cors = { "Access-Control-Allow-Origin": "*" };
const noHomeserver = await serve(() => ({ type: "text/html", body: "<h1>It works!</h1>", headers: cors }));
const noLogIn = await serve((path) => {
  if (!path.endsWith("/versions")) throw new Error("it is gone");
  return { type: "application/json", body: '{"versions":[]}', headers: cors };
});
/** What those who enter a password are sent on to, and what it is told. @type {string[]} */
const told = [];
const forAll = { ...cors, "Access-Control-Allow-Headers": "*" };
const elsewhere = await serve((_, sent) => (told.push(sent), { type: "application/json", body: "{}", headers: forAll }));
const sendsOn = await serve((path, sent) => {
  const reply = { type: "application/json", body: '{"versions":[]}', headers: forAll };
  return sent ? { ...reply, status: 307, headers: { ...forAll, Location: elsewhere + path } } : reply;
});
const noWebAssembly = await serve(async (path, sent) => {
  // What the policy forbids is expected here.
  if (path === "/violation") return { type: "text/plain", body: "" };
  return { ...(await file(path, sent)), headers: { "Content-Security-Policy": "script-src 'self'" } };
});
const silent = await serve(() => new Promise(() => {}));

// What each browser has of its own: its driver, and the part of the names of all that is made for it.
/** @type {any} */
let driver;
let mine = "";
let crowd = "";
/** @type {Record<"alice" | "anna" | "bob" | "carol" | "dan", Person>} */
let people;
/** @type {{ deleted: string, another: string, many: string[], left: string }} */
let rooms;
/** Of the crowd, the first two: one who has something, and one who has nothing. @type {[Person, Person]} */
let leaving;

/** @param {string} browser @param {() => any} build */
function inBrowser(browser, build) {
  const { checks, check: add } = group(browser);
  let started = false;
  /** Fails at once where nothing can come of it. @param {string} name @param {() => unknown} run */
  const check = (name, run) =>
    add(name, () => {
      ok(started, "it has not started");
      return run();
    });

  add("starts, with a homeserver to look at", async () => {
    const now = Date.now().toString(36);
    [mine, crowd] = [`${browser.toLowerCase()}-${now}`, `${now}-${browser.toLowerCase()}`];
    ({ people, rooms, leaving } = await fill());
    const own = (driver = await build());
    afterwards(() => own.quit());
    await driver.manage().window().setRect({ width: 1200, height: 900 });
    await driver.get(site);
    await heading("Homeserver admin");
    started = true;
  });
  check("where a policy forbids WebAssembly, it says so", async () => {
    await driver.get(noWebAssembly);
    await heading("Homeserver admin");
    match(await text("[role=alert]"), /does not let this page run WebAssembly/);
  });
  check("log-in: has no barrier", async () => {
    await driver.get(`${site}/?homeserver=${homeserver}`);
    await heading("Homeserver admin");
    await barrierFree();
  });
  check("log-in: nobody at the address", () => refusedLogIn("http://127.0.0.1:9", /Nobody answers at 127/));
  check("log-in: no address at all", () => refusedLogIn("http://", /is not an address/));
  check("log-in: a server without CORS", () => refusedLogIn(withoutCors, /does not let web pages read/));
  check("log-in: a server that is none of Matrix", () =>
    refusedLogIn(noHomeserver, /is not a Matrix homeserver/),
  );
  check("log-in: a server that goes away meanwhile", () =>
    refusedLogIn(noLogIn, /did not answer the log-in/),
  );
  check("log-in: a server that would send the password on to another", async () => {
    await refusedLogIn(sendsOn, /did not answer the log-in/);
    deepEqual(told, []);
  });
  check("log-in: a wrong password", () => refusedLogIn(homeserver, /User or password is wrong/, admin, "no"));
  check("log-in: not an admin", () =>
    refusedLogIn(homeserver, /is not an administrator/, people.alice.id, people.alice.password),
  );
  check("log-in: a wrong token", async () => {
    await logIn({ homeserver, token: "syt_no_such_token" });
    await eventually(async () => match(await text("[role=alert]"), /does not accept your access token/));
  });
  check("log-in: by the keyboard alone, with a password", async () => {
    await driver.get(`${site}/?homeserver=${homeserver}&user=${admin}`);
    await heading("Homeserver admin");
    await tabTo("document.activeElement.name === 'password'");
    await type(password, Key.ENTER);
    await heading("Users");
    equal(await focused("tagName"), "H1", "what has the focus");
  });
  check("log-in: the token is nowhere but in sessionStorage", async () => {
    const [local, session, cookies] = await driver.executeScript(
      "return [localStorage.length, Object.keys(sessionStorage), document.cookie]",
    );
    deepEqual([local, session.sort(), cookies], [0, ["session", "whose"], ""]);
  });

  check("an address that was cut off says so, and keeps nobody out", async () => {
    await open("#/user/%");
    await heading("This page cannot be shown");
    match(await text("main"), /This cannot be sent/);
    await driver.navigate().refresh();
    await heading("This page cannot be shown");
    await open("#/constructor");
    await heading("Users");
  });
  check("what is under way shows before the homeserver has answered", async () => {
    const session = await driver.executeScript("return sessionStorage.getItem('session')");
    const set = "sessionStorage.setItem('session', arguments[0])";
    await driver.executeScript(set, JSON.stringify({ ...JSON.parse(session), baseUrl: silent }));
    await driver.navigate().refresh();
    equal(await text("main[aria-busy=true]"), "Loading…");
    await driver.executeScript(set, session);
    await driver.navigate().refresh();
    await heading("Users");
  });

  check("users: has no barrier", barrierFree);
  check("users: the footer tells the version", async () => {
    const { server_version } = await root.api("GET", "/_synapse/admin/v1/server_version");
    equal((await texts("footer span"))[0], `Synapse ${server_version.split(" ")[0]}`);
  });
  check("users: are searched by name", async () => {
    await search(`${mine}-a`);
    await rowsAre([people.alice, people.anna]);
  });
  check("users: are searched by id", async () => {
    await search(people.anna.id);
    await rowsAre([people.anna]);
  });
  check("users: are sorted, and tell how", async () => {
    await search(mine);
    await rowsAre([people.alice, people.anna, people.bob, people.carol, people.dan]);
    await click("Display name", "thead");
    await rowsAre([people.dan, people.carol, people.bob, people.anna, people.alice]);
    equal(await attribute("th:has(button)[aria-sort]", "aria-sort"), "ascending");
    await click("Display name", "thead");
    await rowsAre([people.alice, people.anna, people.bob, people.carol, people.dan]);
    equal(await attribute("th:has(button)[aria-sort]", "aria-sort"), "descending");
  });
  check("users: are filtered", async () => {
    await choose("Role", "Admins");
    await rowsAre([people.carol]);
    await choose("Role", "Anybody");
    await choose("Accounts", "Deactivated");
    await rowsAre([people.dan]);
    await choose("Accounts", "All");
    await choose("Locked", "Hidden");
    await rowsAre([people.alice, people.anna, people.carol, people.dan]);
    await choose("Locked", "Shown");
  });
  check("users: what is seen survives a reload", async () => {
    await driver.navigate().refresh();
    await rowsAre([people.alice, people.anna, people.bob, people.carol, people.dan]);
    equal(await (await one("#search")).getAttribute("value"), mine);
  });
  check("users: a date takes one line", async () => {
    const lines = await driver.executeScript(`
      const date = document.createRange();
      date.selectNodeContents(document.querySelector("tbody .when"));
      return date.getClientRects().length;
    `);
    equal(lines, 1);
  });
  check("users: nobody found is said", async () => {
    await search(`${mine}-nobody`);
    await eventually(async () => match(await text(".empty"), /No user is like that/));
  });
  check("users: are paged", async () => {
    await search(crowd);
    await eventually(async () => match(await text(".pager p"), /1 – 25 of 27 users/));
    equal((await texts("tbody th")).length, 25);
    await click("Next", ".pager");
    await eventually(async () => match(await text(".pager p"), /26 – 27 of 27 users/));
    equal((await texts("tbody th")).length, 2);
    equal(await focused("textContent"), "Next", "what has the focus");
    await click("Previous", ".pager");
    await eventually(async () => equal((await texts("tbody th")).length, 25));
  });
  check("users: Back and Forward of the browser lead through pages and filters", async () => {
    await driver.navigate().back();
    await eventually(async () => match(await text(".pager p"), /26 – 27 of 27 users/));
    await driver.navigate().back();
    await eventually(async () => match(await text(".pager p"), /1 – 25 of 27 users/));
    await driver.navigate().forward();
    await eventually(async () => match(await text(".pager p"), /26 – 27 of 27 users/));
    await choose("Accounts", "Deactivated");
    await eventually(async () => match(await text(".empty"), /No user is like that/));
    await driver.navigate().back();
    await eventually(async () => match(await text(".pager p"), /26 – 27 of 27 users/));
    equal(await driver.executeScript("return document.querySelector('select').value"), "");
  });
  check("users: what is typed stays as it is while the homeserver answers", async () => {
    await search(`${mine} `);
    await rowsAre([people.alice, people.anna, people.bob, people.carol, people.dan]);
    await (await one("#search")).sendKeys("x");
    await eventually(async () => match(await text(".empty"), /No user is like that/));
    equal(await (await one("#search")).getAttribute("value"), `${mine} x`);
  });
  check("users: the way to all of them empties the search", async () => {
    await search(mine);
    await rowsAre([people.alice, people.anna, people.bob, people.carol, people.dan]);
    await click("Users", "header");
    await eventually(async () => match(await text(".pager p"), /1 – 25 of [\d,]+ users/));
    equal(await (await one("#search")).getAttribute("value"), "");
  });

  check("users: a search does not bring back a page that was left while it was typed", async () => {
    await typeSearch(mine);
    await click("Rooms", "header");
    await heading("Rooms");
    await new Promise((next) => setTimeout(next, 500)); // twice as long as the page waits for more to be typed
    await heading("Rooms");
    await click("Users", "header");
    await heading("Users");
  });

  check("user: is opened", async () => {
    await search(people.alice.id);
    await rowsAre([people.alice]);
    await (await one("tbody a")).click();
    await heading("Zoe");
    equal(await focused("tagName"), "H1", "what has the focus");
  });
  check("user: has no barrier", barrierFree);
  check("user: shows sessions, rooms, media, pushers and account data", async () => {
    match(await section("Sessions"), /Test phone[^]*127\.0\.0\.1[^]*Tester\/1\.0/);
    match(await section("Rooms"), new RegExp(`Tea ${mine}`));
    match(await section("Pushers"), /Test app[^]*push\.example\.com/);
    match(await section("Account data"), /org\.example\.test/);
    match(await section("Media"), new RegExp(`file-[^]*1 – 25 of ${FILES} files`));
    match(await text(".facts"), new RegExp(`in ${FILES} files`));
  });
  check("user: is suspended, and again not, by the keyboard alone", async () => {
    await tabTo("document.activeElement.textContent === 'Suspend'");
    await type(Key.ENTER);
    await said(/is suspended/);
    equal((await details(people.alice)).suspended, true);
    equal(await focused("textContent"), "Lift suspension", "what has the focus");
    await type(Key.SPACE);
    await said(/no longer suspended/);
    equal((await details(people.alice)).suspended, false);
  });
  check("user: is unlocked, if somebody locked the account", async () => {
    await root.api("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(people.alice.id)}`, { locked: true });
    await driver.navigate().refresh();
    await click("Unlock");
    await said(/is no longer locked/);
    equal((await details(people.alice)).locked, false);
  });
  check("user: is shadow-banned, and again not", async () => {
    await click("Shadow-ban");
    await said(/is shadow-banned/);
    equal((await details(people.alice)).shadow_banned, true);
    match(await text(".heading"), /shadow-banned/);
    await click("Lift shadow-ban");
    await said(/no longer shadow-banned/);
    equal((await details(people.alice)).shadow_banned, false);
  });
  check("user: what is under way stays with the user it is for", async () => {
    await hold("/suspend/");
    await click("Suspend");
    await openUser(people.anna.id);
    equal(await attribute(".actions button", "aria-busy"), null);
    await letGo();
    await said(/-alice\S+ is suspended/);
    await openUser(people.alice.id);
    await click("Lift suspension");
    await said(/no longer suspended/);
  });
  check("user: is made an admin, and again not", async () => {
    await click("Make admin…");
    await barrierFree();
    await click("Make admin", "dialog");
    await said(/is now an admin/);
    equal((await details(people.alice)).admin, true);
    await click("Remove as admin…");
    await click("Remove as admin", "dialog");
    await said(/no longer an admin/);
    equal((await details(people.alice)).admin, false);
  });
  check("user: a dialog that is closed while it is at work tells all the same what came of it", async () => {
    await hold(`${server}/admin`);
    await click("Make admin…");
    await click("Make admin", "dialog");
    // A page can keep Escape from closing it once, in Chrome not twice.
    await type(Key.ESCAPE);
    await type(Key.ESCAPE);
    if (browser !== "Chrome") await open("#/rooms");
    await eventually(async () => equal((await driver.findElements(By.css("dialog[open]"))).length, 0));
    await letGo();
    await said(/is now an admin/);
    await openUser(people.alice.id);
    await click("Remove as admin…");
    await click("Remove as admin", "dialog");
    await said(/no longer an admin/);
  });
  check("user: going back closes a dialog", async () => {
    await open("#/media");
    await heading("Media");
    await openUser(people.alice.id);
    await click("Deactivate…");
    await driver.navigate().back();
    await heading("Media");
    equal((await driver.findElements(By.css("dialog[open]"))).length, 0);
    equal(await focused("tagName"), "H1", "what has the focus");
    await openUser(people.alice.id);
  });
  check("user: gets a new password, by the keyboard alone", async () => {
    await driver.navigate().refresh(); // from the heading on, as after every change of the page
    await heading("Zoe");
    await tabTo("document.activeElement.textContent === 'Reset password…'");
    await type(Key.ENTER);
    await one("dialog[open]");
    await type("a new password", Key.ENTER);
    await said(/has a new password/);
    await Session.logIn(homeserver, people.alice.id, "a new password");
    equal(await focused("textContent"), "Reset password…", "what has the focus");
  });
  check("user: a refusal is told in the dialog, in the server's words", async () => {
    await openUser(root.userId);
    await click("Remove as admin…");
    match(await text("dialog"), /This is the account you are logged in with/);
    await click("Remove as admin", "dialog");
    await eventually(async () => match(await text("dialog [role=alert]"), /You may not demote yourself/));
    await type(Key.ESCAPE);
    await eventually(async () => equal((await driver.findElements(By.css("dialog[open]"))).length, 0));
  });
  check("user: deleting media is stopped", async () => {
    await openUser(people.alice.id);
    await click("Delete media…");
    match(await text("dialog"), new RegExp(`${FILES} files`));
    // "Stop" is pressed as soon as the first hundred are gone.
    await driver.executeScript(`
      new MutationObserver(() => {
        const progress = document.querySelector("#tasks progress");
        window.progress = [...(window.progress ?? []), progress && [progress.value, progress.max]];
        if (progress?.value > 0) document.querySelector("#tasks button").click();
      }).observe(document.querySelector("#tasks"), { subtree: true, childList: true, attributes: true });
    `);
    await click("Delete media", "dialog");
    await eventually(async () => match(await text("#tasks"), /Stopped/));
    const seen = await driver.executeScript("return window.progress");
    ok(
      seen.some((values) => values && values[0] === 100 && values[1] === FILES),
      JSON.stringify(seen),
    );
    const left = await filesOf(people.alice);
    ok(left > 0 && left < FILES, `${left} files are left`);
  });
  check("user: all media is deleted, with its progress", async () => {
    await driver.navigate().refresh(); // the observer of the check before is gone with it
    await openUser(people.alice.id);
    await click("Delete media…");
    await click("Delete media", "dialog");
    await eventually(async () => match(await text("#tasks"), /^\d+ files deleted/m));
    equal(await filesOf(people.alice), 0);
    await eventually(async () => match(await section("Media"), /Nothing uploaded/));
    await barrierFree();
  });
  check("user: is not deactivated before the id is typed", async () => {
    await click("Deactivate…");
    await barrierFree();
    await click("Deactivate", "dialog");
    await type("@wrong", Key.ENTER);
    equal(await driver.executeScript("return document.activeElement.validity.valid"), false);
    equal((await details(people.alice)).deactivated, false);
    await click("Cancel", "dialog");
  });
  check("user: is deactivated and erased", async () => {
    await click("Deactivate…");
    match(await text("dialog"), /logged out everywhere/);
    await (await one("dialog [name=erase]")).click();
    await (await one("dialog [name=confirm]")).sendKeys(people.alice.id, Key.ENTER);
    await said(/is deactivated/);
    const { deactivated, erased } = await details(people.alice);
    deepEqual([deactivated, erased], [true, true]);
    match(await text(".heading"), /deactivated[^]*erased/);
    equal(await focused("tagName"), "H1", "what has the focus");
    equal((await driver.findElements(By.css("[aria-label=Actions]"))).length, 0);
  });
  check("user: one who is not there", async () => {
    await open(`#/user/${encodeURIComponent(`@nobody-${mine}:${server}`)}`);
    await heading("This page cannot be shown");
    match(await text("main"), /User not found[^]*Go back to the list/);
    await barrierFree();
  });
  check("user: an id that is none is refused before anything is sent", async () => {
    await open("#/user/nobody");
    await eventually(async () => match(await text("main"), /This cannot be sent/));
  });

  check("media: is a chart, largest first", async () => {
    await click("Media", "header");
    await heading("Media");
    await search(mine);
    await eventually(async () => {
      deepEqual(await texts(".chart text:not(.value)"), ["Cleo", "Dora"]);
    });
    deepEqual(await texts(".chart .value"), ["40 kB", "10 kB"]);
    const widths = await driver.executeScript(
      "return [...document.querySelectorAll('.chart .bar')].map((bar) => bar.getBoundingClientRect().width)",
    );
    ok(Math.abs(widths[0] / widths[1] - 4) < 0.1, `the bars are ${widths}`);
  });
  check("media: has no barrier", barrierFree);

  check("rooms: are searched", async () => {
    await click("Rooms", "header");
    await heading("Rooms");
    await search(`Room ${mine}`);
    await eventually(async () => deepEqual(await texts("tbody .title"), [`Room ${mine}`]));
    match(await text("tbody tr"), /2/);
  });
  check("rooms: has no barrier", barrierFree);
  check("rooms: neither Enter twice nor a double click deletes one", async () => {
    const button = await one("tbody button");
    await driver.executeScript("arguments[0].focus()", button);
    await type(Key.ENTER, Key.ENTER);
    equal(await focused("id"), "dialog-title", "what has the focus");
    await driver.executeScript(
      `const again = { bubbles: true, cancelable: true, detail: 2 };
      document.querySelector("dialog .danger").dispatchEvent(new MouseEvent("click", again));`,
    );
    await type(Key.ESCAPE);
    await eventually(async () => equal((await driver.findElements(By.css("dialog[open]"))).length, 0));
    ok(!/Deleting the room/.test(await text("#tasks")), "no room is being deleted");
    equal(await roomExists(rooms.deleted), true);
  });
  check("rooms: one is deleted, with its progress", async () => {
    await click(/^Delete/, "tbody");
    match(await text("dialog"), /2 members of this server will have to leave/);
    await barrierFree();
    await click("Delete room", "dialog");
    await eventually(async () => match(await text("#tasks"), /Deleted; 2 members had to leave/));
    await eventually(async () => match(await text(".empty"), /No room is like that/));
    equal(await roomExists(rooms.deleted), false);
  });
  check("rooms: a deletion goes on being told after a reload", async () => {
    await search(`Another ${mine}`);
    await eventually(async () => deepEqual(await texts("tbody .title"), [`Another ${mine}`]));
    const { delete_id } = await root.api(
      "DELETE",
      `/_synapse/admin/v2/rooms/${encodeURIComponent(rooms.another)}`,
      {},
    );
    await driver.executeScript(
      "sessionStorage.setItem('deletions', arguments[0])",
      JSON.stringify({ [delete_id]: "X" }),
    );
    await driver.navigate().refresh();
    await eventually(async () =>
      match(await text("#tasks"), /Deleting the room X[^]*Deleted; 1 member had to leave/),
    );
    equal(await roomExists(rooms.another), false);
    equal(await driver.executeScript("return sessionStorage.getItem('deletions')"), "{}");
  });

  check("rooms: several are deleted, with their progress", async () => {
    await driver.navigate().refresh();
    await search(`Many ${mine}`);
    await eventually(async () => deepEqual((await texts("tbody .title")).sort(), [1, 2].map((n) => `Many ${mine} ${n}`)));
    await (await one("thead .tick input")).click();
    match(await text(".selection"), /2 rooms selected/);
    await barrierFree();
    await click("Delete them…");
    await barrierFree();
    await click("Delete rooms", "dialog");
    await eventually(async () => match(await text("#tasks"), /2 of 2 rooms deleted/));
    await eventually(async () => match(await text(".empty"), /No room is like that/));
    deepEqual(await Promise.all(rooms.many.map(roomExists)), [false, false]);
  });

  check("users: closing nobody is told, and not asked for", async () => {
    await open(`#/users?search=${encodeURIComponent(root.userId)}`);
    await eventually(async () => equal((await texts("tbody .person")).length, 1));
    await (await one("tbody .tick input")).click();
    await click("Close their accounts…");
    await eventually(async () => match(await text("#complaint"), /no account to close[^]*left out/));
  });
  check("users: what there is to close is told first, and nothing is changed", async () => {
    await open("#/users");
    await heading("Users");
    await search(crowd);
    await eventually(async () => {
      const people = await texts("tbody .person");
      ok(people.length > 2 && people.every((person) => person.includes(crowd)), people.join());
    });
    const some = await driver.findElements(By.css("tbody .tick input"));
    await some[0].click();
    await some[1].click();
    match(await text(".selection"), /2 users selected/);
    await click("Close their accounts…");
    await eventually(async () => deepEqual(await previewed(), [
      [leaving[0].id, "1", "1", "1", "2", "1.5 kB"],
      [leaving[1].id, "0", "0", "0", "0", "0 bytes"],
      ["Together", "1", "1", "1", "2", "1.5 kB"],
    ]));
    await barrierFree();
    // What is no default must not look like one.
    match(await text("dialog label:has([name=handOverTo])"), /empty: nobody/);
    equal(await attribute("dialog [name=handOverTo]", "placeholder"), "");
    await type(Key.ESCAPE);
    await eventually(async () => equal((await driver.findElements(By.css("dialog[open]"))).length, 0));
    equal(await focused("textContent"), "Close their accounts…", "what has the focus");
    for (const person of leaving) {
      const { deactivated, locked } = await details(person);
      deepEqual([deactivated, locked], [false, false]);
    }
    deepEqual([await filesOf(leaving[0]), await powerIn(rooms.left, people.carol)], [2, undefined]);
  });
  check("users: who is to have the rooms has to be there, or nothing is begun", async () => {
    await click("Close their accounts…");
    await (await one("dialog [name=handOverTo]")).sendKeys(`@nobody-${mine}:${server}`);
    await (await one("dialog [name=confirm]")).sendKeys("2 users", Key.ENTER);
    await eventually(async () => match(await text("dialog [role=alert]"), /User not found/));
    equal((await details(leaving[0])).locked, false);
    await click("Cancel", "dialog");
  });
  check("users: several are closed step by step; who fails is told, and goes on from there", async () => {
    // The server refuses one of them, once.
    await driver.executeScript(
      `const { fetch } = window;
      let refused = false;
      window.sent = [];
      window.fetch = (request, ...more) => {
        if (request.method !== "GET") window.sent.push(request.method + " " + request.url);
        const late = request.url.includes("/deactivate/") && request.url.includes(arguments[0]);
        if (refused || !late) return fetch(request, ...more);
        refused = true;
        return Promise.resolve(Response.json({ errcode: "M_UNKNOWN", error: "not now" }, { status: 400 }));
      };
      const tasks = document.querySelector("#tasks");
      const see = () => (window.seen = (window.seen ?? "") + tasks.querySelector(".far")?.textContent);
      new MutationObserver(see).observe(tasks, { subtree: true, childList: true, characterData: true });`,
      `${crowd}-10`,
    );
    await click("Close their accounts…");
    await (await one("dialog [name=media] [value=delete]")).click();
    await (await one("dialog [name=handOverTo]")).sendKeys(people.carol.id);
    await (await one("dialog [name=erase]")).click();
    await (await one("dialog [name=confirm]")).sendKeys("2 users", Key.ENTER);
    await eventually(async () => match(await text("#tasks .failed"), /1 of 2 accounts closed/));
    match(await driver.executeScript("return window.seen"), /Files\s+planned[^]*Lock\s+running[^]*Lock\s+done/);
    await barrierFree();
    await (await one("#tasks [role=status] summary")).click();
    match(await text("#tasks [role=status] details"), /not now[^]*This was not done/); // but other steps were
    await (await one("#tasks .far summary")).click();
    const steps = (await text("#tasks .far")).split("\n").map((line) => line.trim());
    equal(steps[0], `${leaving[0].id} Deactivate: failed`);
    const redact = "Redact messages skipped not asked for";
    deepEqual(steps.slice(1, 5), ["Lock done", "Hand rooms over done 1 room", redact, "Files done 2 files"]);
    match(steps[5] ?? "", /Deactivate failed .*not now/);
    equal(steps[6], `${leaving[1].id} closed`);
    await barrierFree();
    deepEqual([await filesOf(leaving[0]), await powerIn(rooms.left, people.carol)], [0, 100]);
    const half = await details(leaving[0]);
    deepEqual([half.locked, half.deactivated], [true, false]);
    equal((await details(leaving[1])).erased, true);

    await driver.executeScript("window.sent = []");
    await click(/^Try again/, "#tasks");
    await eventually(async () => match(await text("#tasks"), /1 of 1 account closed/));
    const { deactivated, erased } = await details(leaving[0]);
    deepEqual([deactivated, erased], [true, true]);
    const sent = await driver.executeScript("return window.sent");
    ok(sent.length === 1 && sent[0].includes("/deactivate/"), `it was sent: ${sent.join(", ")}`);
    await eventually(async () => equal((await driver.findElements(By.css("tbody tr.faded"))).length, 2));
  });

  check("users: a closing that a reload has stopped goes on from where it was", async () => {
    await driver.navigate().refresh();
    await eventually(async () => equal((await texts("tbody .person")).length, 25));
    await driver.executeScript(`
      const { fetch } = window;
      window.fetch = (request, ...more) =>
        request.url.includes("/deactivate/") ? new Promise(() => {}) : fetch(request, ...more);
    `);
    await (await driver.findElements(By.css("tbody .tick input")))[2].click();
    await click("Close their accounts…");
    await (await one("dialog [name=confirm]")).sendKeys("1 user", Key.ENTER);
    await eventually(async () => match(await text("#tasks .far"), /-12\S* Deactivate: running/));
    await driver.navigate().refresh();
    await eventually(async () =>
      match(await text("#tasks .stopped"), /1 account not closed yet[^]*Deactivate: running/),
    );
    await heading("Users");
    await barrierFree();
    await click(/^Go on/, "#tasks");
    await eventually(async () => match(await text("#tasks"), /1 of 1 account closed/));
    equal((await details(crowded(12))).deactivated, true);
    equal(await driver.executeScript("return sessionStorage.getItem('closings')"), "{}");
  });

  check("users: a closing that the end of the token has stopped goes on after the next log-in", async () => {
    const thirteen = crowded(13);
    await open(`#/users?search=${encodeURIComponent(thirteen.id)}`);
    await rowsAre([thirteen]);
    await driver.executeScript(`
      const { fetch } = window;
      window.letGo = () => (window.fetch = fetch);
      window.fetch = (request, ...more) =>
        request.url.includes("/deactivate/") ? new Promise(() => {}) : fetch(request, ...more);
    `);
    await (await one("tbody .tick input")).click();
    await click("Close their accounts…");
    await (await one("dialog [name=confirm]")).sendKeys("1 user", Key.ENTER);
    await eventually(async () => match(await text("#tasks .far"), /-13\S* Deactivate: running/));
    const token = await endToken();
    await letGo();
    equal(await text("#tasks"), "");
    const kept = await driver.executeScript("return { ...sessionStorage }");
    ok(!JSON.stringify(kept).includes(token), "the token is forgotten");

    await (await one("[name=look]")).click();
    await enter({ homeserver, user: admin, password });
    await heading("Users");
    equal(await text("#tasks"), "", "offered to who only looks");
    await endToken();
    await enter({ homeserver, user: admin, password });
    await eventually(async () =>
      match(await text("#tasks .stopped"), /1 account not closed yet[^]*Deactivate: running/),
    );
    await click(/^Go on/, "#tasks");
    await eventually(async () => match(await text("#tasks"), /1 of 1 account closed/));
    equal((await details(thirteen)).deactivated, true);

    // It is for nobody else.
    await driver.executeScript("sessionStorage.setItem('closings', arguments[0])", kept.closings);
    await endToken();
    await enter({ homeserver, user: people.carol.id, password: people.carol.password });
    await heading("Users");
    equal(await text("#tasks"), "");
    equal(await driver.executeScript("return sessionStorage.getItem('closings')"), null);
    await click("Log out");
    await heading("Homeserver admin");
    equal(await driver.executeScript("return sessionStorage.length"), 0);
    await enter({ homeserver, user: admin, password });
    await heading("Users");
  });

  check("names are text, and long ones leave room for what stands beside them", async () => {
    const [long, markup] = ["L".repeat(250), "<img src=x onerror='document.title = 1'>"];
    const user = (/** @type {Person} */ { id }) => `/_synapse/admin/v2/users/${encodeURIComponent(id)}`;
    await root.api("PUT", user(people.anna), { displayname: long });
    await root.api("PUT", user(people.carol), { displayname: markup });
    await open(`#/users?search=${mine}`);
    await heading("Users");
    await rowsAre([people.alice, people.anna, people.bob, people.carol, people.dan]);
    const width = await driver.executeScript("return document.querySelector('tbody th').offsetWidth");
    ok(width >= 150, `the ids have ${width} px`);
    await open(`#/media?search=${mine}`);
    await heading("Media");
    await eventually(async () => deepEqual(await texts(".chart text:not(.value)"), ["Cleo", long]));
    const apart = await driver.executeScript(
      `return [...document.querySelectorAll(".chart a")].map((one) =>
        one.querySelector(".value").getBBox().x - one.querySelector("svg").width.baseVal.value)`,
    );
    ok(Math.min(...apart) >= 0, `between name and size: ${apart}`);
    await open(`#/user/${encodeURIComponent(people.carol.id)}`);
    await heading(markup);
    equal((await driver.findElements(By.css("main img"))).length, 0);
  });
  check("who has a name of spaces is shown by the id", async () => {
    await root.api("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(people.carol.id)}`, { displayname: "   " });
    await driver.navigate().refresh();
    await heading(people.carol.id);
    ok((await driver.getTitle()).startsWith(people.carol.id), await driver.getTitle());
    equal(await text(".heading .avatar"), mine.charAt(0).toUpperCase());
  });
  check("what a task covers can be scrolled out from under it, and is when it has the focus", async () => {
    await open("#/users");
    await heading("Users");
    const deletions = JSON.stringify({ "no-such-deletion-1": "1", "no-such-deletion-2": "2" });
    await driver.executeScript("sessionStorage.setItem('deletions', arguments[0])", deletions);
    await driver.navigate().refresh();
    await heading("Users");
    await eventually(async () => equal((await driver.findElements(By.css(".task.failed"))).length, 2));
    for (const how of ["scrollTo(0, document.body.scrollHeight)", "scrollTo(0, 0); next.focus()"]) {
      await eventually(async () =>
        ok(
          await driver.executeScript(`
            const next = [...document.querySelectorAll(".pager button")].at(-1);
            ${how};
            const { x, y, width, height } = next.getBoundingClientRect();
            return document.elementFromPoint(x + width / 2, y + height / 2) === next;
          `),
          how,
        ),
      );
    }
    while ((await driver.findElements(By.css(".task"))).length > 0) await click(/^Dismiss/, "#tasks");
  });
  check("of many tasks each can be reached", async () => {
    const ids = Array.from({ length: 12 }, (_, n) => [`no-such-deletion-${n}`, `${n}`]);
    const deletions = JSON.stringify(Object.fromEntries(ids));
    await driver.executeScript("sessionStorage.setItem('deletions', arguments[0])", deletions);
    await driver.navigate().refresh();
    await eventually(async () => equal((await driver.findElements(By.css(".task.failed"))).length, 12));
    const places = await driver.executeScript(
      `return [...document.querySelectorAll(".task")].map((task) => {
        task.scrollIntoView({ block: "nearest" });
        const { top, bottom } = task.getBoundingClientRect();
        return Math.round(top) >= 0 && Math.round(bottom) <= innerHeight;
      })`,
    );
    ok(places.every(Boolean), `seen: ${places}`);
    while ((await driver.findElements(By.css(".task"))).length > 0) await click(/^Dismiss/, "#tasks");
  });

  check("dark, and narrow: no barrier, nothing beside the screen", async () => {
    await driver.manage().window().setRect({ width: 500, height: 900 });
    if (browser === "Chrome") await prefer("dark");
    const views = {
      users: "Users",
      rooms: "Rooms",
      media: "Media",
      [`user/${encodeURIComponent(people.bob.id)}`]: "Cleo",
    };
    for (const [view, title] of Object.entries(views)) {
      await open(`#/${view}`);
      await heading(title);
      await barrierFree();
      equal(await tooWide("html"), 0, `px that ${view} is too wide`);
    }
    const long = `@${mine}-${"long".repeat(40)}:${server}`;
    await root.api("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(long)}`, {});
    await openUser(long);
    equal(await tooWide("html"), 0, "px that a long id is too wide");
    await click("Deactivate…");
    await one("dialog[open]");
    equal(await tooWide("dialog"), 0, "px that a dialog with a long id is too wide");
    await click("Cancel", "dialog");
    await open("#/users");
    await heading("Users");
    await (await one("thead .tick input")).click();
    await click("Close their accounts…");
    await eventually(async () => match(await text("dialog[open] h2"), /Close the accounts/));
    await barrierFree();
    equal(await tooWide("dialog"), 0, "px that the dialog is too wide");
    equal(await driver.executeScript("return document.querySelector('dialog').scrollTop"), 0);
    await type(Key.ESCAPE);
  });
  check("a token that has ended leads back to the log-in, and says why", async () => {
    const token = await endToken();
    match(await text("[role=alert]"), /does not accept your access token[^]*Log in again/);
    const kept = await driver.executeScript("return JSON.stringify(sessionStorage)");
    ok(!kept.includes(token), "the token is forgotten");
  });
  check("so does one that ends before something is done, also in a dialog", async () => {
    for (const way of [["Suspend"], ["Make admin…", "Make admin"]]) {
      await logIn({ homeserver, user: admin, password });
      await heading(/./);
      await openUser(people.bob.id);
      const { accessToken } = JSON.parse(
        await driver.executeScript("return sessionStorage.getItem('session')"),
      );
      await root.withToken(accessToken).api("POST", "/_matrix/client/v3/logout", {});
      for (const [step, label] of way.entries()) await click(label, step ? "dialog" : "#app");
      await heading("Homeserver admin");
      match(await text(".log-in [role=alert]"), /does not accept your access token[^]*Log in again/);
      equal((await driver.findElements(By.css("dialog[open]"))).length, 0);
      equal(await focused("tagName"), "H1", "what has the focus");
      equal(await text("#complaint"), "");
    }
  });
  check("log-in: with a token, which log-out leaves alone", async () => {
    await logIn({ homeserver, token: root.accessToken });
    await heading(/^(Users|Rooms)$/);
    await click("Log out");
    await heading("Homeserver admin");
    equal(await driver.executeScript("return sessionStorage.length"), 0);
    equal((await root.whoAmI()).user_id, root.userId);
  });
  check("log-in: only to look, without what would change something", async () => {
    await driver.get(site);
    await heading("Homeserver admin");
    await (await one("[name=look]")).click();
    await enter({ homeserver, user: admin, password });
    await heading("Users");
    match(await text(".me"), /only looking/);
    if (browser === "Chrome") await prefer("light");
    await barrierFree();
    const views = { users: "Users", rooms: "Rooms", [`user/${encodeURIComponent(people.bob.id)}`]: "Cleo" };
    for (const [view, title] of Object.entries(views)) {
      await open(`#/${view}`);
      await heading(title);
      const { length } = await driver.findElements(By.css("main :is(.tick, .danger, [aria-label=Actions])"));
      equal(length, 0, `what could change something in ${view}`);
    }
    await barrierFree();
    await click("Log out");
    await heading("Homeserver admin");
  });
  check("log-in: nothing is seen of who was there before", async () => {
    await logIn({ homeserver, user: admin, password });
    await heading(/^(Users|Rooms|Cleo)$/);
    await open("#/users");
    await heading("Users");
    await click("Log out");
    await heading("Homeserver admin");
    await hold("/v2/users");
    await enter({ homeserver, user: admin, password });
    equal(await text("main[aria-busy=true]"), "");
    await letGo();
    await heading("Users");
    await click("Log out");
    await heading("Homeserver admin");
  });
  check("log-out: ends the token that the page made", async () => {
    await logIn({ homeserver, user: admin, password });
    await heading(/^(Users|Rooms)$/);
    const { accessToken } = JSON.parse(
      await driver.executeScript("return sessionStorage.getItem('session')"),
    );
    await click("Log out");
    await heading("Homeserver admin");
    await eventually(async () => {
      const error = await root
        .withToken(accessToken)
        .whoAmI()
        .then(
          () => ({}),
          (error) => error,
        );
      equal(error.errcode, "M_UNKNOWN_TOKEN");
    });
  });
  check("nothing breaks the Content Security Policy", async () => {
    deepEqual(violations, []);
  });
  return checks;
}

// ---- what is on the homeserver

/** @typedef {{ id: string, password: string }} Person */

/** Names and display names are in opposite orders. */
async function fill() {
  const alice = await person("alice", "Zoe");
  const anna = await person("anna", "Dora");
  const bob = await person("bob", "Cleo");
  const carol = await person("carol", "Beth");
  const dan = await person("dan", "Abel");
  const as = (/** @type {Person} */ { id, password }) =>
    Session.logIn(homeserver, id, password, { deviceName: "Test phone", userAgent: "Tester/1.0" });

  const [zoe, dora, cleo, beth] = await Promise.all([alice, anna, bob, carol].map(as));
  await zoe.createRoom(`Tea ${mine}`);
  const deleted = (await dora.createRoom(`Room ${mine}`)).room_id;
  await beth.join(deleted);
  const another = (await dora.createRoom(`Another ${mine}`)).room_id;
  const many = [1, 2].map(async (n) => (await dora.createRoom(`Many ${mine} ${n}`)).room_id);
  await zoe.setAccountData("org.example.test", { cups: 3 });
  await zoe.setPusher({
    app_id: "org.example.test",
    app_display_name: "Test app",
    device_display_name: "Test phone",
    kind: "http",
    lang: "en",
    pushkey: mine,
    data: { url: "https://push.example.com/_matrix/push/v1/notify" },
  });
  for (let n = 0; n < FILES; n += 10) {
    const ten = Array.from({ length: Math.min(10, FILES - n) }, (_, i) => `file-${n + i}.txt`);
    await Promise.all(ten.map((file) => zoe.upload(file, "text/plain", Buffer.from(file))));
  }
  await cleo.upload("large.bin", "application/octet-stream", Buffer.alloc(40_000));
  await dora.upload("small.bin", "application/octet-stream", Buffer.alloc(10_000));
  await zoe.whoAmI();

  const user = (/** @type {Person} */ { id }) => `/_synapse/admin/v2/users/${encodeURIComponent(id)}`;
  await root.api("PUT", user(carol), { admin: true });
  await root.api("PUT", user(dan), { deactivated: true });
  await root.api("PUT", user(bob), { locked: true });
  for (let n = 10; n < 37; n++) {
    await root.api("PUT", user(crowded(n)), n === 10 ? { password: crowded(n).password } : {});
  }
  const first = await as(crowded(10));
  const left = (await first.createRoom(`Left ${mine}`)).room_id;
  for (const size of [500, 1000]) await first.upload("left.bin", "application/octet-stream", Buffer.alloc(size));
  return {
    people: { alice, anna, bob, carol, dan },
    rooms: { deleted, another, many: await Promise.all(many), left },
    leaving: /** @type {[Person, Person]} */ ([crowded(10), crowded(11)]),
  };
}

/** @param {number} n @returns {Person} */
const crowded = (n) => ({ id: `@${crowd}-${n}:${server}`, password: "the secret of many" });

/** @param {string} localpart @param {string} displayname @returns {Promise<Person>} */
async function person(localpart, displayname) {
  const person = { id: `@${mine}-${localpart}:${server}`, password: `the secret of ${localpart}` };
  const account = { password: person.password, displayname };
  await root.api("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(person.id)}`, account);
  return person;
}

/** @param {Person} person */
const details = ({ id }) => root.api("GET", `/_synapse/admin/v2/users/${encodeURIComponent(id)}`);

/** @param {Person} person @returns {Promise<number>} */
const filesOf = async ({ id }) =>
  (await root.api("GET", `/_synapse/admin/v1/users/${encodeURIComponent(id)}/media`)).total;

/** @param {string} id @returns {Promise<boolean>} */
const roomExists = (id) =>
  root.api("GET", `/_synapse/admin/v1/rooms/${encodeURIComponent(id)}`).then(
    () => true,
    ({ errcode }) => (equal(errcode, "M_NOT_FOUND"), false),
  );

/** @param {string} room @param {Person} person @returns {Promise<number | undefined>} */
async function powerIn(room, { id }) {
  const { state } = await root.api("GET", `/_synapse/admin/v1/rooms/${encodeURIComponent(room)}/state`);
  return state.find((/** @type {any} */ { type }) => type === "m.room.power_levels").content.users[id];
}

// ---- what a person does

/** Asks the homeserver nothing where the address has that part, until it is let go. @param {string} part */
const hold = (part) =>
  driver.executeScript(
    `const { fetch } = window;
    const held = new Promise((letGo) => (window.letGo = letGo));
    window.fetch = async (request, ...more) => {
      if (String(request.url ?? request).includes(arguments[0])) await held;
      return fetch(request, ...more);
    };`,
    part,
  );

const letGo = () => driver.executeScript("window.letGo()");

/** @param {string} hash */
const open = (hash) => driver.executeScript("location.hash = arguments[0]", hash);

/** @param {string} id */
async function openUser(id) {
  await open(`#/user/${encodeURIComponent(id)}`);
  await eventually(async () => equal(await text(".heading code"), id));
}

/** Ends the token behind the page's back, and meets the log-in; gives the token. @returns {Promise<string>} */
async function endToken() {
  const { accessToken } = JSON.parse(await driver.executeScript("return sessionStorage.getItem('session')"));
  await root.withToken(accessToken).api("POST", "/_matrix/client/v3/logout", {});
  await open("#/rooms");
  await heading("Homeserver admin");
  await open("#/users");
  return accessToken;
}

/** @param {{ homeserver?: string, user?: string, password?: string, token?: string }} entered */
async function logIn({ token, ...entered }) {
  await driver.get(site);
  await heading("Homeserver admin");
  if (token) await driver.executeScript("document.querySelectorAll('[type=radio]')[1].click()");
  await enter({ ...entered, ...(token && { token }) });
}

/** @param {Record<string, string>} entered in the log-in, field by field */
async function enter(entered) {
  for (const [field, value] of Object.entries(entered)) {
    const box = await one(`[name=${field}]`);
    await box.clear(); // the address can have filled it in
    await box.sendKeys(value);
  }
  await click("Log in");
}

/** @param {string} homeserver @param {RegExp} why */
async function refusedLogIn(homeserver, why, user = "somebody", password = "something") {
  await logIn({ homeserver, user, password });
  await eventually(async () => match(await text("[role=alert]"), why));
  equal(await driver.executeScript("return sessionStorage.length"), 0);
}

/** @param {string | RegExp} label @param {string} [within] */
async function click(label, within = "#app") {
  await eventually(async () => {
    for (const button of await driver.findElements(By.css(`${within} :is(button, a)`))) {
      const text = (await button.getText()).trim();
      if (typeof label === "string" ? text === label : label.test(text)) return button.click();
    }
    throw new Error(`there is no ${label} in ${within}`);
  });
}

/** @param {string[]} keys to whatever has the focus */
const type = (...keys) =>
  driver
    .actions()
    .sendKeys(...keys)
    .perform();

/** Presses Tab until that holds. @param {string} condition */
async function tabTo(condition) {
  for (let presses = 0; presses < 60; presses++) {
    if (await driver.executeScript(`return ${condition}`)) return;
    await type(Key.TAB);
  }
  throw new Error(`Tab does not lead to where ${condition}`);
}

/** @param {string} text */
async function typeSearch(text) {
  const box = await one("#search");
  await box.clear();
  await box.sendKeys(text);
}

/** Which begins a moment after the last letter. @param {string} text */
async function search(text) {
  await typeSearch(text);
  await eventually(async () => {
    const [address, busy] = await driver.executeScript("return [location.hash, document.querySelector('main[aria-busy=true]')]");
    deepEqual([new URLSearchParams(address.split("?")[1]).get("search") ?? "", busy], [text.trim(), null]);
  });
}

/** @param {string} label @param {string} option */
async function choose(label, option) {
  for (const choice of await driver.findElements(By.css("label:has(select)"))) {
    if (!(await choice.getText()).startsWith(label)) continue;
    for (const one of await choice.findElements(By.css("option"))) {
      if ((await one.getText()) === option) return one.click();
    }
  }
  throw new Error(`there is no ${label} with ${option}`);
}

// ---- what a person sees

/** @param {string} css */
async function one(css) {
  return eventually(() => driver.findElement(By.css(css)));
}

/** @param {string} css */
const text = async (css) => (await one(css)).getText();

/** @param {string} css @returns {Promise<string[]>} */
const texts = (css) =>
  driver.executeScript(
    "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent.trim())",
    css,
  );

/** @param {string} css @param {string} name */
const attribute = async (css, name) => (await one(css)).getAttribute(name);

/** @param {string} title */
const section = (title) => text(`section[aria-label="${title}"]`);

/** @param {string} property @returns {Promise<string>} */
const focused = (property) =>
  driver.executeScript("return document.activeElement[arguments[0]].trim()", property);

/** @param {RegExp} what */
const said = (what) => eventually(async () => match(await text("#said"), what));

/** The page with that title, when it has come. @param {string | RegExp} title */
async function heading(title) {
  await eventually(async () => {
    equal((await driver.findElements(By.css("main[aria-busy=true]"))).length, 0, "the page is busy");
    const text = await (await driver.findElement(By.css("h1"))).getText();
    ok(typeof title === "string" ? text === title : title.test(text), `the heading is ${text}, not ${title}`);
  });
}

/** @param {Person[]} people */
async function rowsAre(people) {
  const ids = people.map(({ id }) => id);
  await eventually(async () => deepEqual(await texts("tbody .person > span:last-child"), ids));
}

/** The rows of the table in the dialog. @returns {Promise<string[][]>} */
const previewed = () =>
  driver.executeScript(
    `const rows = [...document.querySelectorAll("dialog tbody tr")];
    return rows.map(({ cells }) => [...cells].map(({ textContent }) => textContent.trim()));`,
  );

/** @param {string} css @returns {Promise<number>} */
const tooWide = (css) =>
  driver.executeScript(
    "const { scrollWidth, clientWidth } = document.querySelector(arguments[0]); return scrollWidth - clientWidth",
    css,
  );

const barrierFree = () => isBarrierFree(driver);

// ---- the servers

/** @param {"dark" | "light"} value */
const prefer = (value) =>
  driver.sendDevToolsCommand("Emulation.setEmulatedMedia", {
    features: [{ name: "prefers-color-scheme", value }],
  });

/**
 * The built files; with a script in the page that reports what its Content Security Policy forbids.
 *
 * @param {string} path @param {string} sent
 */
async function file(path, sent) {
  if (path === "/violation") return (violations.push(sent), { type: "text/plain", body: "" });
  if (path === "/watch.js") return { type: TYPES[".js"], body: WATCH };
  const name = path === "/" ? "/index.html" : normalize(path);
  const type = TYPES[extname(name)] ?? "text/plain";
  const body = await readFile(join(example, "dist", name));
  return name === "/index.html"
    ? { type, body: body.toString().replace("</title>", '</title><script src="watch.js"></script>') }
    : { type, body };
}

/**
 * @typedef {{ type: string, body: string | Buffer, status?: number, headers?: Record<string, string> }} Reply
 * @param {(path: string, sent: string) => Reply | Promise<Reply>} answer
 */
async function serve(answer) {
  const web = createServer(async (request, response) => {
    try {
      const sent = Buffer.concat(await request.toArray()).toString();
      const { type, body, status = 200, headers } = await answer(
        new URL(request.url ?? "/", "http://localhost").pathname,
        sent,
      );
      response.writeHead(status, { "Content-Type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => web.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (web.address());
  afterwards(() => (web.close(), web.closeAllConnections()));
  return `http://127.0.0.1:${port}`;
}

// ---- and now

const { checks, check } = group("a new user");
check("builds it", async () => {
  const [command = ""] = await commands("browser-admin");
  match(command, /^npm install && npm run dev$/);
  await must("npm install && npm run build", { cwd: example });
});
check("develops it", async () => {
  driver = await chrome();
  const { says } = start("npm run dev -- --port 0", { cwd: example });
  const [, address] = await says(/Local:\s+(http\S+)/);
  await driver.get(address);
  await heading("Homeserver admin");
  await driver.quit();
});
await run([...checks, ...inBrowser("Chrome", chrome), ...inBrowser("Firefox", firefox)]);
