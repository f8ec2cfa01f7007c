// Builds the playground into dist/, where the build script of api/ finds it.
import { defineConfig } from "vite";

/** GraphiQL's style sheet carries its fonts as data, 300 KB of them; the system's will do. */
const withoutFonts = {
  name: "without-fonts",
  enforce: /** @type {const} */ ("pre"),
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!/graphiql\/dist\/style\.css$/.test(id)) return undefined;
    return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ""), map: null };
  },
};

export default defineConfig({
  plugins: [withoutFonts],
  // Relative to the page, so that a proxy may serve Hallway under a path.
  base: "./",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    // Every file of its own, none inlined as data: the page's policy forbids scripts from data.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    // Writes the notices of every package in the bundle.
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      // "use client" means nothing in a bundle for the browser.
      onwarn(warning, warn) {
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") warn(warning);
      },
    },
  },
  worker: { format: "es" },
});
