import { MatrixAdminClient } from "matrix-admin-sdk";

export const runtime = "edge";

export async function GET() {
  const client = new MatrixAdminClient({
    baseUrl: "https://matrix.example.com",
    accessToken: process.env.ADMIN_TOKEN ?? "",
  });
  return Response.json(await client.users.list().toArray());
}
