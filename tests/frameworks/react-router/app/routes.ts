import { index, route, type RouteConfig } from "@react-router/dev/routes";

export default [index("routes/browser.tsx"), route("server", "routes/server.tsx")] satisfies RouteConfig;
