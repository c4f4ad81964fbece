import assert from "node:assert/strict";
import test from "node:test";
import { produce } from "immer";
import { MatrixAdminClient, User } from "matrix-admin-sdk";
import { makeAutoObservable, observable } from "mobx";
import { createPinia, defineStore } from "pinia";
import { reactive, ref, shallowReactive } from "vue";

const options = { baseUrl: "https://matrix.example.com", accessToken: process.env.ADMIN_TOKEN };

/** What a page would keep in a store. */
function state() {
  const client = new MatrixAdminClient(options);
  return { client, alice: client.user("@alice:localhost"), list: client.users.list(), job: client.rooms.deletion("none") };
}

class Store {
  constructor() {
    Object.assign(this, state());
    makeAutoObservable(this);
  }
}

const stores = {
  "Vue's ref()": () => ref(state()).value,
  "Vue's reactive()": () => reactive(state()),
  "Vue's shallowReactive()": () => shallowReactive(state()),
  "a ref() each": () => Object.fromEntries(Object.entries(state()).map(([name, value]) => [name, ref(value).value])),
  Pinia: () => defineStore("users", { state })(createPinia()),
  "MobX's observable()": () => observable(state()),
  "MobX's makeAutoObservable()": () => new Store(),
  Immer: () => produce(state(), (draft) => void (draft.more = draft.client.user(draft.alice.userId))),
};

for (const [store, made] of Object.entries(stores)) {
  test(`the client, a handle, a list and a job work in ${store}`, async () => {
    const { client, alice, list, job } = made();
    const { total } = await list;
    assert.equal((await list.toArray()).length, total);
    assert.equal(await new User(client, alice.userId).isAdmin(), false);
    assert.equal(await alice.isAdmin(), false);
    assert.equal(await job.status().catch(({ code }) => code), "NOT_FOUND");
    assert.equal((await client.users.list()).total, total);
  });
}
