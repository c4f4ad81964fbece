// The same from a CommonJS module, in a Node that can require ES modules.
import sdk = require("matrix-admin-sdk");

const client: sdk.MatrixAdminClient = new sdk.MatrixAdminClient({
  baseUrl: "https://a.example",
  accessToken: "a",
});
const page: Promise<sdk.UserPage> = client.users.list();
export = { client, page };
