import { setTimeout as pause } from 'node:timers/promises'
import { type ChangedObjects, type DriverFailure, unreachable } from '../../ports'
import { CallFailed } from '../../protocols/ssh/call-failed'
import { virsh } from './shell'
import type { VirshHost } from './virsh-host'

/** How long a host is listened to by one command; it ends with the first event. */
const LISTEN_SECONDS = 20
const LISTEN_DEADLINE_MS = (LISTEN_SECONDS + 10) * 1_000
/** A host that cannot be listened to is tried again after so long; the others are listened to meanwhile. */
const AGAIN_AFTER_MS = 15_000

/** "event 'lifecycle' for domain 'web': Stopped Shutdown" */
const EVENT = /^event '[^']+' for domain /m

const ended = (): DriverFailure => unreachable('Listening was ended.', '')

/** Until the host cannot be listened to. Events between two commands are lost, and found by the reading that follows each. */
const listen = async (host: VirshHost, tell: (changed: ChangedObjects | null) => void, signal: AbortSignal): Promise<void> => {
  const command = virsh(host.site.uri, 'event', '--event', 'lifecycle', '--timeout', String(LISTEN_SECONDS))
  while (!signal.aborted) {
    const { code, stdout, stderr } = await host.ssh.run(command, false, { deadlineMs: LISTEN_DEADLINE_MS, signal })
    // Which VM it was does not matter: a move shows on two hosts, and all of them are read at once as cheaply as one.
    if (EVENT.test(stdout)) tell(null)
    else if (code !== 0 && !/timed? ?out/i.test(`${stdout}${stderr}`)) return
  }
}

/** Listens on every host by itself until it is ended: one that is off keeps nobody from hearing the others. */
export const watchChanges = async (
  hosts: readonly VirshHost[],
  tell: (changed: ChangedObjects | null) => void,
  signal: AbortSignal,
): Promise<DriverFailure> => {
  await Promise.all(
    hosts.map(async (host) => {
      while (!signal.aborted) {
        await listen(host, tell, signal).catch((error: unknown) => {
          if (!(error instanceof CallFailed)) throw error
        })
        await pause(AGAIN_AFTER_MS, undefined, { signal }).catch(() => undefined)
      }
    }),
  )
  return ended()
}
