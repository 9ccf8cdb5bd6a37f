import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, mergeConfig } from 'vite'
import site from '../../vite.config.ts'

/** Built as the site is built, so that what is timed is what ships. */
export default mergeConfig(
  { ...site, plugins: site.plugins?.filter((plugin) => plugin) ?? [svelte()] },
  defineConfig({
    root: import.meta.dirname,
    build: { outDir: '../../.cache/bench', emptyOutDir: true },
  }),
)
