"use client";

import init, { MatrixAdminClient, type UserPage } from "matrix-admin-sdk";
import { useEffect, useState } from "react";

async function list() {
  await init();
  const client = new MatrixAdminClient({
    baseUrl: "https://matrix.example.com",
    accessToken: () => sessionStorage.getItem("admin_token") ?? "",
  });
  return client.users.list();
}

export default function Page() {
  const [page, setPage] = useState<UserPage>();
  useEffect(() => void list().then(setPage), []);
  return (
    <>
      <p>{page?.total} users</p>
      <ul>
        {page?.users.map((user) => <li key={user.name}>{user.name}</li>)}
      </ul>
    </>
  );
}
