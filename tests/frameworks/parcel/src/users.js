import init, { MatrixAdminClient } from "matrix-admin-sdk";

async function show() {
  await init();
  const client = new MatrixAdminClient({
    baseUrl: "https://matrix.example.com",
    accessToken: () => sessionStorage.getItem("admin_token"),
  });
  const { users, total } = await client.users.list();
  document.querySelector("p").textContent = `${total} users`;
  for (const user of users) {
    const item = document.createElement("li");
    item.textContent = user.name;
    document.querySelector("ul").append(item);
  }
}
show();
