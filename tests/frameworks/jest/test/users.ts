import init, { MatrixAdminClient } from "matrix-admin-sdk";

test("lists all users", async () => {
  await init();
  const client = new MatrixAdminClient({
    baseUrl: "https://matrix.example.com",
    accessToken: process.env.ADMIN_TOKEN ?? "",
  });
  const { users } = await client.users.list();
  expect(users.map(({ name }) => name)).toEqual(process.env.NAMES?.split(" "));
});
