import { env } from "$env/dynamic/private";
import { MatrixAdminClient } from "matrix-admin-sdk";

const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => env.ADMIN_TOKEN,
});

export const load = async () => ({ users: await client.users.list().toArray() });
