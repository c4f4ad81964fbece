// Up to the moment when the first request is handed to fetch.
import init, { MatrixAdminClient } from "matrix-admin-sdk";
await init();
globalThis.fetch = () => process.exit();
new MatrixAdminClient({ baseUrl: "http://127.0.0.1", accessToken: "t" }).user("@alice:example.com").get();
