// What loads pages without being a browser, such as jsdom, has little of what calls need: the package can be imported there.
const LACKING = ["fetch", "Headers", "Request", "Response", "TextDecoder", "TextEncoder", "DecompressionStream", "Blob"];
for (const name of LACKING) delete (/** @type {any} */ (globalThis)[name]);

let [passed, failed] = [0, 0];
for (const entry of ["web.js", "slim.js"]) {
  try {
    const { LoadError, MatrixAdminClient } = await import(`../../node_modules/matrix-admin-sdk/dist/${entry}`);
    const client = new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: "token" });
    const alice = client.user("@alice:example.com");
    if (alice.userId !== "@alice:example.com") throw new Error(`the handle is of ${alice.userId}`);
    const error = await alice.isAdmin().then(() => undefined, (/** @type {unknown} */ error) => error);
    if (!(error instanceof LoadError)) throw new Error(`the call came to ${error}`);
    passed++;
  } catch (error) {
    console.log(`failed: ${entry}: ${error}`);
    failed++;
  }
}
console.log(`${passed} passed, ${failed} failed`);
