import { Injectable } from "@angular/core";
import { MatrixAdminClient } from "matrix-admin-sdk";

@Injectable({ providedIn: "root" })
export class Homeserver {
  readonly client = new MatrixAdminClient({
    baseUrl: "https://matrix.example.com",
    accessToken: () => sessionStorage.getItem("admin_token") ?? "",
  });
}
