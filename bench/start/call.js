// One request, its reply read.
import init, { MatrixAdminClient } from "matrix-admin-sdk";
await init();
const client = new MatrixAdminClient({ baseUrl: process.env.SERVER, accessToken: "t" });
await client.user("@alice:example.com").get();
process.exit();
