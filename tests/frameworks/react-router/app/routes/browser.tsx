import init, { MatrixAdminClient } from "matrix-admin-sdk";
import type { Route } from "./+types/browser";

export async function clientLoader() {
  await init();
  const client = new MatrixAdminClient({
    baseUrl: "https://matrix.example.com",
    accessToken: () => sessionStorage.getItem("admin_token") ?? "",
  });
  return client.users.list();
}

export const HydrateFallback = () => <p>Loading</p>;

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
