import init, { MatrixAdminClient } from "matrix-admin-sdk";

await init();
export const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => sessionStorage.getItem("admin_token") ?? "",
});
