import { mount } from 'svelte'
import './ui/base.css'
import { App } from './app/app.svelte.ts'
import { registerServiceWorker } from './app/service-worker.ts'
import { importOpenedFiles, importSharedFiles } from './app/shared-files.ts'
import Shell from './app/shell.svelte'
import RunPage from './pages/run-page.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has lost its #app.')
target.replaceChildren()

const app = new App()

mount(Shell, {
  target,
  props: {
    app,
    // The first page comes with the shell, the others when they are asked for.
    pages: {
      run: RunPage,
      data: async () => (await import('./pages/data-page.svelte')).default,
      record: async () => (await import('./pages/record-page.svelte')).default,
      about: async () => (await import('./pages/about-page.svelte')).default,
      unknown: async () => (await import('./pages/unknown-page.svelte')).default,
    },
  },
})

void importSharedFiles(app)
importOpenedFiles(app)
// A development build has no service worker: its files are made as they are asked for.
if (import.meta.env.PROD) registerServiceWorker(app.errors)
