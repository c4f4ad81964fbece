// Up to the moment when the first request is handed to fetch.
export default async (init, MatrixAdminClient) => {
  await init();
  await new Promise((asked, failed) => {
    const client = new MatrixAdminClient({ baseUrl: "http://127.0.0.1", accessToken: "t", fetch: asked });
    client.user("@alice:example.com").get().catch(failed);
  });
};
