/** A hidden page draws nothing and its frames never come. */
const longestWaitMs = 100

/** Waits until the page has drawn what was just changed, so that nothing is drawn while time is taken. */
export const afterDrawing = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, longestWaitMs)
    requestAnimationFrame(() => {
      requestAnimationFrame(() => {
        // Frames are drawn after their callbacks: a message comes behind the drawing.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          port1.close()
          resolve()
        }
        port2.postMessage(null)
      })
    })
  })
