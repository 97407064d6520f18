import type { LiveMessage } from './live-rows'
import type { LiveStore } from './live-store'

/** Opens the stream itself; returns how to close it. */
export type OpenStream = (handlers: { onMessage: (message: LiveMessage) => void; onLost: () => void }) => () => void

type Note =
  | { readonly note: 'message'; readonly message: LiveMessage }
  | { readonly note: 'lost' }
  | { readonly note: 'joined'; readonly tab: string }
  | { readonly note: 'snapshot'; readonly tab: string; readonly message: LiveMessage }

const NAME = 'ridethrough-live'

/**
 * One stream for all tabs of a browser, since HTTP/1.1 allows six connections per site: the tab that holds the lock has
 * the stream and tells the others; when it closes, the next one takes the lock. Without locks each tab has its own.
 */
export const shareStream = (store: LiveStore, open: OpenStream): (() => void) => {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') return ownStream(store, open)
  const tab = crypto.randomUUID()
  const channel = new BroadcastChannel(NAME)
  const ended = new AbortController()
  let leading = false

  channel.onmessage = ({ data }: MessageEvent<Note>) => {
    switch (data.note) {
      case 'message':
        return store.receive(data.message, Date.now())
      case 'lost':
        return store.lost()
      case 'joined':
        return leading ? answer(data.tab) : undefined
      case 'snapshot':
        return data.tab === tab ? store.receive(data.message, Date.now()) : undefined
    }
  }
  const answer = (asking: string): void => {
    const { phase, clockOffsetMs } = store.status()
    if (phase !== 'live') return
    tell({ note: 'snapshot', tab: asking, message: store.snapshot(Date.now() + clockOffsetMs) })
  }
  const tell = (note: Note): void => channel.postMessage(note)

  const lead = (): Promise<void> => {
    leading = true
    const close = open({
      onMessage: (message) => {
        store.receive(message, Date.now())
        tell({ note: 'message', message })
      },
      onLost: () => {
        store.lost()
        tell({ note: 'lost' })
      },
    })
    return new Promise((done) => {
      ended.signal.addEventListener('abort', () => {
        close()
        done()
      })
    })
  }
  navigator.locks.request(NAME, { signal: ended.signal }, lead).catch(() => undefined)
  tell({ note: 'joined', tab })

  return () => {
    ended.abort()
    channel.close()
  }
}

const ownStream = (store: LiveStore, open: OpenStream): (() => void) =>
  open({ onMessage: (message) => store.receive(message, Date.now()), onLost: () => store.lost() })
