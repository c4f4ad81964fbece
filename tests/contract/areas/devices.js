import { connect, equal, fake, group, isError, json, last, ok, rejection } from "../tools.js";

export const { checks, check } = group("devices");

/** @param {string} userId */
const path = (userId, rest = "") => `/_synapse/admin/v2/users/${encodeURIComponent(userId)}/devices${rest}`;

check("a device is made, renamed and read back", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  const id = "A/B+C é?";
  await user.createDevice(id);
  await user.updateDevice(id, { display_name: "Telephone" });
  await user.createDevice(id);

  const device = await user.getDevice(id);
  server.asSent(device);
  equal(device, await server.ask("GET", path(userId, `/${encodeURIComponent(id)}`)), "the device");
  equal([device.device_id, device.display_name, device.last_seen_ts], [id, "Telephone", null], "what it is");

  await user.updateDevice(id, {});
  equal((await user.getDevice(id)).display_name, "Telephone", "the name that was not changed");
});

check("all devices of a user are listed", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  await server.request("GET", "/_matrix/client/v3/account/whoami", undefined, accessToken);
  const user = server.client.user(userId);
  await user.createDevice("OTHER");
  const devices = await user.getDevices();
  server.asSent(devices);
  equal(devices.devices.map(({ device_id }) => device_id).sort(), ["DEVICE", "OTHER"], "the devices");
  equal(devices.total, 2, "the total");
});

check("a deleted device is gone and logged out, and deleting it again is no error", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const user = server.client.user(userId);
  await user.createDevice("STAYS");
  await user.deleteDevice("DEVICE");
  await user.deleteDevice("DEVICE");

  const { devices } = await server.ask("GET", path(userId));
  equal(devices.map((/** @type {any} */ device) => device.device_id), ["STAYS"], "the devices that are left");
  const whoami = () => server.request("GET", "/_matrix/client/v3/account/whoami", undefined, accessToken);
  ok(/: 401 /.test((await rejection(whoami)).message), "its token is of no use any more");
  isError(await rejection(() => user.getDevice("DEVICE")), context.sdk.NotFoundError);
  const renamed = user.updateDevice("DEVICE", { display_name: "x" });
  isError(await rejection(() => renamed), context.sdk.NotFoundError);
});

check("a device whose ID is empty is renamed, read back and deleted", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  await user.createDevice("NAMELESS");
  await server.sql(`UPDATE devices SET device_id = '' WHERE user_id = '${userId}' AND device_id = 'NAMELESS'`);
  await user.updateDevice("", { display_name: "Nameless" });
  const device = await user.getDevice("");
  server.asSent(device);
  equal([device.device_id, device.display_name], ["", "Nameless"], "the device");
  await user.deleteDevice("");
  isError(await rejection(() => user.getDevice("")), context.sdk.NotFoundError);
});

check("several devices are deleted at once", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  for (const id of ["A", "B/C", ".."]) await user.createDevice(id);
  await user.deleteDevices(["A", "B/C", "..", "NOT THERE"]);
  const { devices } = await server.ask("GET", path(userId));
  equal(devices.map((/** @type {any} */ device) => device.device_id), ["DEVICE"], "the devices that are left");
});

check("the devices of a user nobody knows are not found", async (context) => {
  const server = await connect(context);
  const nobody = server.client.user(`@${server.name("nobody")}:${server.userId.split(":")[1]}`);
  isError(await rejection(() => nobody.getDevices()), context.sdk.NotFoundError);
  isError(await rejection(() => nobody.createDevice("A")), context.sdk.NotFoundError);
  isError(await rejection(() => nobody.deleteDevices(["A"])), context.sdk.NotFoundError);
});

check("one id instead of a list of them is refused before it is taken for a list of letters", async (context) => {
  const { user, sent } = fake(context, json({}));
  const wrong = /** @type {any} */ ("ABC");
  isError(await rejection(() => user.deleteDevices(wrong)), context.sdk.InvalidArgumentError);
  equal(sent.length, 0, "how often the server was asked");
});

check("as documented: a list with a dehydrated device says of each whether it is one", async (context) => {
  const device = { user_id: "@alice:example.com", display_name: null, last_seen_user_agent: null, last_seen_ts: null, last_seen_ip: null };
  const devices = [
    { ...device, device_id: "A", dehydrated: false },
    { ...device, device_id: "B", dehydrated: true },
  ];
  const { user, sent } = fake(context, json({ devices, total: 2 }));
  equal(await user.getDevices(), { devices, total: 2 }, "the devices");
  equal(last(sent).path, path("@alice:example.com"), "the path");
});
