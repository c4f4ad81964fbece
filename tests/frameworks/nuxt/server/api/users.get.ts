import { MatrixAdminClient } from "matrix-admin-sdk";

const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => useRuntimeConfig().adminToken,
});

export default defineEventHandler(() => client.users.list().toArray());
