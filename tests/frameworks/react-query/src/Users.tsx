import { useInfiniteQuery } from "@tanstack/react-query";
import type { UserPage } from "matrix-admin-sdk";
import { useState } from "react";
import { client } from "./client";

export function Users() {
  const [name, setName] = useState("");
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["users", name],
    queryFn: ({ pageParam, signal }) => client.users.list({ name, from: pageParam, limit: 2 }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (page: UserPage) => page.next_token,
  });
  if (error) return <p>{error.message}</p>;
  return (
    <>
      <input placeholder="name" value={name} onChange={({ target }) => setName(target.value)} />
      <p>{data?.pages[0]?.total} users</p>
      <ul>
        {data?.pages.flatMap(({ users }) => users.map((user) => <li key={user.name}>{user.name}</li>))}
      </ul>
      {hasNextPage && <button onClick={() => fetchNextPage()}>More</button>}
    </>
  );
}
