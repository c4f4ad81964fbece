import { defineConfig } from "vite";

export default defineConfig({
  // `base` is relative, so that the built files can be put into any folder of a web server.
  base: "./",
  build: { target: "es2022" },
});
