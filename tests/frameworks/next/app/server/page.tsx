import { MatrixAdminClient } from "matrix-admin-sdk";
import { connection } from "next/server";

const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => process.env.ADMIN_TOKEN ?? "",
});

export default async function Page() {
  await connection();
  const { users, total } = await client.users.list();
  return (
    <>
      <p>{total} users</p>
      <ul>
        {users.map((user) => <li key={user.name}>{user.name}</li>)}
      </ul>
    </>
  );
}
