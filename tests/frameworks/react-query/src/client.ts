import { MatrixAdminClient } from "matrix-admin-sdk";

export const client = new MatrixAdminClient({
  baseUrl: "https://matrix.example.com",
  accessToken: () => sessionStorage.getItem("admin_token") ?? "",
});
