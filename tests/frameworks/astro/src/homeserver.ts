import { getSecret } from "astro:env/server";
import { MatrixAdminClient } from "matrix-admin-sdk";

export const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => getSecret("ADMIN_TOKEN") ?? "",
});
