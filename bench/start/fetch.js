// Bare fetch: one request, its reply read.
const { SERVER } = process.env;
await (
  await fetch(`${SERVER}/_synapse/admin/v2/users/%40alice%3Aexample.com`, {
    headers: { authorization: "Bearer t" },
  })
).json();
process.exit();
