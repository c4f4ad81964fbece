import { MatrixAdminClient } from "matrix-admin-sdk";
import type { Route } from "./+types/server";

const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => process.env.ADMIN_TOKEN ?? "",
});

export const loader = () => client.users.list();

export default function Users({ loaderData: { users, total } }: Route.ComponentProps) {
  return (
    <>
      <p>{total} users</p>
      <ul>
        {users.map((user) => <li key={user.name}>{user.name}</li>)}
      </ul>
    </>
  );
}
