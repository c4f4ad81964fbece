import { Injectable } from "@angular/core";
import init, { MatrixAdminClient } from "matrix-admin-sdk";

@Injectable({ providedIn: "root" })
export class Homeserver {
  readonly client = init().then(
    () =>
      new MatrixAdminClient({
        baseUrl: "https://matrix.example.com",
        accessToken: () => sessionStorage.getItem("admin_token") ?? "",
      }),
  );
}
