import type { ErrorLog } from './error-log.svelte.ts'

/**
 * Registers the service worker once the page has loaded, so that it does not compete with the first load. Without
 * service workers nothing is missing but the share target.
 */
export function registerServiceWorker(errors: ErrorLog): void {
  if (!('serviceWorker' in navigator)) return
  const register = () => {
    navigator.serviceWorker
      .register(new URL('./sw.js', document.baseURI))
      // A private window may refuse; whoever looks for the reason finds it in the details.
      .catch((fault: unknown) => errors.report(fault, null))
  }
  if (document.readyState === 'complete') register()
  else window.addEventListener('load', register, { once: true })
}
